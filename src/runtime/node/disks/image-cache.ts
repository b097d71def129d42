import { link, mkdir, rename, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { writeFileAtomic } from '../../../common/atomic-file.ts';
import type { Logger } from '../../../common/log.ts';
import { type CacheEntry, listEntries, readDigest, removeIncomplete } from './cache-entries.ts';
import type { ImageFile } from './disks.ts';
import { download, type ImageLocation, parseLocation } from './download.ts';
import { copyMetadata, disablePeriodicChecks } from './programs/ext.ts';
import type { ImageSource } from './sources/source.ts';
import { readSuperblock } from './superblock.ts';

export type ImageKind = 'root' | 'kernel' | 'ramdisk';

export interface CacheOptions {
	/** `<INSTANCE_PATH>/eucalyptus/cache`; same file system as the instances. */
	readonly directory: string;
	/** Limit in MB; 0 for no cache. */
	readonly sizeMb: number;
	readonly sources: readonly ImageSource[];
	readonly log: Logger;
}

export interface ImageCache {
	open(): Promise<void>;
	/**
	 * Puts a verified image at `<directory>/<name>`, from the cache if it is there. `root` images of ext file systems come
	 * with their metadata at `<name>.meta`. The files are shared: nobody may write to them.
	 */
	obtain(file: ImageFile, kind: ImageKind, target: string, signal: AbortSignal): Promise<void>;
}

/**
 * Instances get hard links to the cached files. So an entry may be replaced or thrown out at any moment: the data stays
 * as long as an instance uses it, without any bookkeeping that a crash could spoil.
 */
export function createImageCache(options: CacheOptions): ImageCache {
	const locks = new Map<string, LimitFunction>();
	const lockOf = (key: string) => {
		const lock = locks.get(key) ?? pLimit(1);
		locks.set(key, lock);
		return lock;
	};
	return {
		open: () => removeIncomplete(options.directory),
		async obtain(file, kind, target, signal) {
			const location = parseLocation(file);
			const entry = join(options.directory, location.id, kind);
			// One at a time per entry: whoever comes second finds what the first fetched.
			await inTurn(lockOf(entry), signal, () =>
				options.sizeMb === 0
					? fetchImage(options, location, kind, target, signal)
					: share(options, location, kind, entry, target, signal),
			);
			if (options.sizeMb > 0) {
				await evict(options, (path) => (locks.get(path)?.activeCount ?? 0) > 0);
			}
		},
	};
}

async function share(
	options: CacheOptions,
	location: ImageLocation,
	kind: ImageKind,
	entry: string,
	target: string,
	signal: AbortSignal,
): Promise<void> {
	const cached = await readDigest(entry);
	if (cached?.sha256 !== location.sha256) {
		await mkdir(join(entry, '..'), { recursive: true, mode: 0o711 });
		await rm(`${entry}-digest`, { force: true });
		const staging = `${entry}-staging`;
		await rm(staging, { force: true });
		await rm(`${staging}.meta`, { force: true });
		const { bytes } = await fetchImage(options, location, kind, staging, signal);
		await rename(staging, entry);
		await rename(`${staging}.meta`, `${entry}.meta`).catch(ignoreMissing);
		// The digest comes last: an entry without one is incomplete.
		const digest = { sha256: location.sha256, bytes, url: location.url.href };
		await writeFileAtomic(`${entry}-digest`, `${JSON.stringify(digest)}\n`);
		options.log.info({ imageId: location.id, kind, bytes }, 'image cached');
	}

	const now = new Date();
	await utimes(`${entry}-digest`, now, now);
	await link(entry, target);
	await link(`${entry}.meta`, `${target}.meta`).catch(ignoreMissing);
}

async function fetchImage(
	options: CacheOptions,
	location: ImageLocation,
	kind: ImageKind,
	target: string,
	signal: AbortSignal,
): Promise<{ readonly bytes: number }> {
	const fetched = await download(location, target, options.sources, signal);
	const ext = kind === 'root' ? await readSuperblock(target) : undefined;
	if (ext !== undefined && !ext.needsRecovery) {
		await disablePeriodicChecks(target);
		await copyMetadata(target, `${target}.meta`);
	}

	return fetched;
}

/** The least recently used go first, until the rest fits. An entry in use right now stays. */
async function evict(options: CacheOptions, isBusy: (path: string) => boolean): Promise<void> {
	const entries = await listEntries(options.directory);
	let total = entries.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
	const byAge = entries.toSorted((a: CacheEntry, b: CacheEntry) => a.usedAt - b.usedAt);
	for (const { path, storedBytes } of byAge) {
		if (total <= options.sizeMb * 1_048_576) {
			return;
		}

		if (!isBusy(path)) {
			await rm(`${path}-digest`, { force: true });
			await rm(path, { force: true });
			await rm(`${path}.meta`, { force: true });
			total -= storedBytes;
			options.log.info({ path, storedBytes }, 'image thrown out of the cache');
		}
	}
}

/** Who is aborted while waiting for the turn leaves at once; who is at work stops by itself, and is waited for. */
async function inTurn(lock: LimitFunction, signal: AbortSignal, work: () => Promise<unknown>): Promise<void> {
	let onAbort = () => {};
	const aborted = new Promise<never>((_, reject) => {
		onAbort = () => reject(signal.reason);
		signal.addEventListener('abort', onAbort, { once: true });
	});
	aborted.catch(() => {});
	const turn = lock(async () => {
		signal.throwIfAborted();
		signal.removeEventListener('abort', onAbort);
		await work();
	});
	turn.catch(() => {});
	try {
		await Promise.race([turn, aborted]);
	} finally {
		signal.removeEventListener('abort', onAbort);
	}
}

function ignoreMissing(error: unknown): void {
	if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
		throw error;
	}
}
