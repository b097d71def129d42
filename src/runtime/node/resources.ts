import type { NodeContext } from './context.ts';

export interface Amounts {
	readonly memoryMb: number;
	readonly cores: number;
	readonly diskGb: number;
}

const GIB = 1024 ** 3;

/** What this node can offer to instances in all (spec §3.6; disk in GB). */
export async function maximum({ settings, hypervisor, disks }: NodeContext): Promise<Amounts> {
	const [host, disk] = await Promise.all([hypervisor.capacity(), disks.capacity()]);
	const { maxMemMb = Number.POSITIVE_INFINITY, maxCores, maxDiskGb = Number.POSITIVE_INFINITY } = settings.limits;
	return {
		memoryMb: Math.max(0, Math.min(host.memoryMb, maxMemMb)),
		cores: maxCores ?? host.cores,
		diskGb: Math.min(Math.floor((disk.freeBytes + disk.usedByInstancesBytes) / GIB), maxDiskGb),
	};
}

/** What is left of the maximum; never negative, even if somebody lowered the limits below what runs. */
export function available(node: NodeContext, max: Amounts): Amounts {
	let { memoryMb, cores, diskGb } = max;
	for (const { state, order } of node.instances.all()) {
		if (state !== 'teardown') {
			memoryMb -= order.memoryMb;
			cores -= order.cores;
			diskGb -= order.diskGb + swapGb(node);
		}
	}

	return {
		memoryMb: Math.max(0, memoryMb),
		cores: Math.max(0, cores),
		diskGb: Math.max(0, Math.floor(diskGb)),
	};
}

/** The swap disk comes on top of what the type promises. */
export function swapGb({ settings }: NodeContext): number {
	return settings.swapMb / 1024;
}
