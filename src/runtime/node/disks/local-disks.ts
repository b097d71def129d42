import { open, readdir, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../../common/errors.ts';
import type { Logger } from '../../../common/log.ts';
import type { DiskOrder, Disks, PreparedDisks } from './disks.ts';
import { diskErrors } from './errors.ts';
import { createImageCache, type ImageCache } from './image-cache.ts';
import { makeRoot } from './make-root.ts';
import { makeExt3, makeSwap } from './programs/ext.ts';
import type { ImageSource } from './sources/source.ts';
import { usedByInstances } from './usage.ts';

export interface LocalDisks {
	readonly instancePath: string;
	/** NC_CACHE_SIZE in MB; 0 for no cache. */
	readonly cacheMb: number;
	readonly sources: readonly ImageSource[];
	readonly log: Logger;
}

const GIB = 1024 ** 3;
/** Below this an ephemeral disk is not worth a device (spec §3.9). */
const LEAST_EPHEMERAL_BYTES = 10 * 1_048_576;

/** Disks on the local file system of INSTANCE_PATH: cached images, copy-on-write roots, sparse swap and ephemeral. */
export function localDisks(options: LocalDisks): Disks {
	const cache = createImageCache({
		directory: join(options.instancePath, 'eucalyptus/cache'),
		sizeMb: options.cacheMb,
		sources: options.sources,
		log: options.log,
	});
	return {
		open: () => cache.open(),
		async prepare(order, signal) {
			try {
				await clear(order.directory);
				return await prepare(cache, order, signal);
			} catch (error) {
				await clear(order.directory).catch(() => {});
				throw await explainFullDisk(error, order);
			}
		},
		async remove(directory) {
			await rm(directory, { recursive: true, force: true });
			await rmdir(dirname(directory)).catch(() => {}); // the user has other instances
		},
		async capacity() {
			const { bavail, bsize } = await statfs(options.instancePath);
			return { freeBytes: bavail * bsize, usedByInstancesBytes: await usedByInstances(options.instancePath) };
		},
	};
}

async function prepare(cache: ImageCache, order: DiskOrder, signal: AbortSignal): Promise<PreparedDisks> {
	const at = (name: string) => join(order.directory, name);
	await obtainAll(cache, order, signal);
	const rootBytes = (await stat(at('root.base'))).size;
	if (order.diskGb > 0 && rootBytes > order.diskGb * GIB) {
		throw diskErrors('IMAGE_TOO_LARGE', { id: order.root.id, bytes: rootBytes, diskGb: order.diskGb });
	}

	await makeRoot(order);
	signal.throwIfAborted();
	if (order.swapMb > 0) {
		await makeSparse(at('swap'), order.swapMb * 1_048_576);
		await makeSwap(at('swap'));
	}

	const ephemeralBytes = order.diskGb * GIB - rootBytes;
	const hasEphemeral = ephemeralBytes >= LEAST_EPHEMERAL_BYTES;
	if (hasEphemeral) {
		await makeSparse(at('ephemeral'), ephemeralBytes);
		await makeExt3(at('ephemeral'));
	}

	signal.throwIfAborted();
	return { hasRamdisk: order.ramdisk !== undefined, hasSwap: order.swapMb > 0, hasEphemeral };
}

/** All three side by side; the first failure stops the others, and none is still at work when this returns. */
async function obtainAll(cache: ImageCache, order: DiskOrder, signal: AbortSignal): Promise<void> {
	const failed = new AbortController();
	const either = AbortSignal.any([signal, failed.signal]);
	const wanted = [
		{ file: order.root, kind: 'root', name: 'root.base' },
		{ file: order.kernel, kind: 'kernel', name: 'kernel' },
		...(order.ramdisk === undefined ? [] : [{ file: order.ramdisk, kind: 'ramdisk', name: 'ramdisk' } as const]),
	] as const;
	const results = await Promise.allSettled(
		wanted.map(({ file, kind, name }) =>
			cache.obtain(file, kind, join(order.directory, name), either).catch((error: unknown) => {
				failed.abort(error);
				throw error;
			}),
		),
	);
	if (results.some(({ status }) => status === 'rejected')) {
		throw signal.aborted ? signal.reason : failed.signal.reason;
	}
}

async function makeSparse(path: string, bytes: number): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		await file.truncate(bytes);
	} finally {
		await file.close();
	}
}

/** What an earlier try left; the checkpoint is not ours. */
async function clear(directory: string): Promise<void> {
	for (const name of await readdir(directory)) {
		if (!name.startsWith('instance-checkpoint')) {
			await rm(join(directory, name), { recursive: true, force: true });
		}
	}
}

async function explainFullDisk(error: unknown, order: DiskOrder): Promise<unknown> {
	if (!/ENOSPC|No space left on device/.test(messageOf(error))) {
		return error;
	}

	const { bavail, bsize } = await statfs(order.directory);
	const needed = order.diskGb * GIB + order.swapMb * 1_048_576;
	const values = { path: order.directory, what: `instance ${order.instanceId}`, needed, free: bavail * bsize };
	return diskErrors('DISK_FULL', values, { cause: error });
}
