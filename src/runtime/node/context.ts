import type { LimitFunction } from 'p-limit';
import type { Clock } from '../../common/clock.ts';
import type { Logger } from '../../common/log.ts';
import type { Disks } from './disks/disks.ts';
import type { Hypervisor } from './hypervisor/driver.ts';
import type { Jobs } from './instances/jobs.ts';
import type { InstanceStore } from './instances/store.ts';
import type { NodeNetwork } from './network/network.ts';
import type { NodeSettings } from './settings.ts';

/** What operations and jobs of one node work with. */
export interface NodeContext {
	/** In messages and logs. */
	readonly name: string;
	readonly settings: NodeSettings;
	readonly hypervisor: Hypervisor;
	readonly disks: Disks;
	readonly network: NodeNetwork;
	readonly instances: InstanceStore;
	readonly jobs: Jobs;
	/** Instances whose checkpoint nobody can read: neither they nor their domains are touched. */
	readonly handsOff: Set<string>;
	/** Domains are created one at a time (spec §3.5). */
	readonly oneCreation: LimitFunction;
	/** Disks are prepared a few at a time: more would only wait for the same disk. */
	readonly preparations: LimitFunction;
	/** Differs after each boot of the host. */
	readonly bootId: string;
	readonly log: Logger;
	readonly clock: Clock;
}
