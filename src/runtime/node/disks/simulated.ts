import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../common/clock.ts';
import type { DiskOrder, Disks } from './disks.ts';

export interface SimulatedDisks {
	readonly freeGb: number;
	/** How long the preparation of an instance takes: the time that it is Pending. */
	readonly bootSeconds: number;
	readonly clock: Clock;
	/** Throws to make a preparation or a removal fail. */
	readonly faults?: (operation: 'prepare' | 'remove', instanceId: string) => void;
}

const GIB = 1024 ** 3;

/** Disks that are only a marker file each: enough to see that they are made and removed. */
export function simulatedDisks(options: SimulatedDisks): Disks {
	return {
		async open() {},
		async prepare(order: DiskOrder, signal) {
			if (options.bootSeconds > 0) {
				await options.clock.sleep(options.bootSeconds * 1000, signal);
			}

			signal.throwIfAborted();
			options.faults?.('prepare', order.instanceId);
			await mkdir(order.directory, { recursive: true });
			await writeFile(join(order.directory, 'root'), `${order.root.url}\n${order.publicKey}\n`, { mode: 0o600 });
			return { hasRamdisk: order.ramdisk !== undefined, hasSwap: order.swapMb > 0, hasEphemeral: false };
		},
		async remove(directory) {
			options.faults?.('remove', directory);
			await rm(directory, { recursive: true, force: true });
		},
		capacity: async () => ({ freeBytes: options.freeGb * GIB, usedByInstancesBytes: 0 }),
	};
}
