import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../common/clock.ts';
import type { Disks } from './disks/disks.ts';
import { type SimulatedDisks, simulatedDisks } from './disks/simulated.ts';
import { type Faults, type SimulatedHypervisor, simulatedHypervisor } from './hypervisor/simulated/hypervisor.ts';
import type { NodeNetwork } from './network/network.ts';
import { simulatedNetwork } from './network/simulated.ts';
import { defaultTimes, type NodeSettings } from './settings.ts';

export interface SimulatedNode {
	/** Everything of this node lies below it. */
	readonly directory: string;
	/** Different for each node of a simulation: decides the addresses of its instances. */
	readonly number: number;
	readonly cores: number;
	readonly memoryMb: number;
	readonly diskGb: number;
	/** How long an instance is Pending. */
	readonly bootSeconds: number;
	readonly settings?: Partial<NodeSettings>;
	readonly faults?: Faults;
	readonly diskFaults?: SimulatedDisks['faults'];
	readonly clock?: Clock;
}

export interface SimulatedParts {
	readonly settings: NodeSettings;
	readonly hypervisor: SimulatedHypervisor;
	readonly disks: Disks;
	readonly network: NodeNetwork;
}

/** The options of {@link startNode} that differ when nothing is real: pass them on beside name, keys and address. */
export async function simulatedNode(options: SimulatedNode): Promise<SimulatedParts> {
	const instancePath = join(options.directory, 'instances');
	await mkdir(instancePath, { recursive: true });
	return {
		settings: { ...defaultTimes, instancePath, limits: {}, swapMb: 0, manualCleanup: false, ...options.settings },
		hypervisor: await simulatedHypervisor({
			directory: join(options.directory, 'domains'),
			memoryMb: options.memoryMb,
			cores: options.cores,
			...(options.faults === undefined ? {} : { faults: options.faults }),
		}),
		disks: simulatedDisks({
			freeGb: options.diskGb,
			bootSeconds: options.bootSeconds,
			clock: options.clock ?? systemClock,
			...(options.diskFaults === undefined ? {} : { faults: options.diskFaults }),
		}),
		network: simulatedNetwork(options.number),
	};
}
