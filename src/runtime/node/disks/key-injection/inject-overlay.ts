import { constants, copyFile, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../../common/run.ts';
import { type Extent, storedExtents, writePatches } from '../programs/qemu-img.ts';
import { injectKey } from './inject-key.ts';

export interface OverlayInjection {
	readonly imageId: string;
	/** The copy-on-write disk. */
	readonly overlay: string;
	/** The plain file that it lies over. */
	readonly base: string;
	/** The metadata of `base`, as e2image makes it. */
	readonly metadata: string;
	readonly blockSize: number;
	readonly publicKey: string;
	readonly directory: string;
}

/**
 * debugfs cannot write into a copy-on-write disk. So it changes a copy of the metadata, and the blocks that differ
 * afterwards are written into the overlay. They are few: about ten for one key.
 */
export async function injectKeyIntoOverlay(job: OverlayInjection): Promise<void> {
	const work = join(job.directory, 'injection');
	await rm(work, { recursive: true, force: true });
	await mkdir(work, { mode: 0o700 });
	try {
		const changed = join(work, 'changed');
		await copySparse(job.metadata, changed);
		await injectKey({
			imageId: job.imageId,
			target: changed,
			source: job.base,
			publicKey: job.publicKey,
			workDirectory: work,
		});
		const patches = [];
		for (const { start, data } of await differences(job.metadata, changed, job.blockSize)) {
			const file = `patch-${start}`;
			await writeFile(join(work, file), data, { mode: 0o600 });
			patches.push({ file, start, length: data.length });
		}

		await writePatches(job.overlay, patches, work);
	} finally {
		await rm(work, { recursive: true, force: true });
	}
}

/** Shares the blocks where the file system can, else copies only what is stored. */
export async function copySparse(from: string, to: string): Promise<void> {
	try {
		await copyFile(from, to, constants.COPYFILE_FICLONE_FORCE);
	} catch {
		await run('cp', ['--sparse=always', '--', from, to], { timeoutMs: 600_000 });
	}
}

interface Piece {
	readonly start: number;
	readonly data: Buffer;
}

/**
 * The blocks of `after` that differ from `before`, neighbours joined. A block that is a hole in `after` was not written:
 * debugfs leaves none of its new blocks all zero.
 */
async function differences(before: string, after: string, blockSize: number): Promise<Piece[]> {
	const pieces: Piece[] = [];
	const [old, now] = await Promise.all([open(before, 'r'), open(after, 'r')]);
	try {
		for (const extent of await storedExtents(after)) {
			for (const window of windows(extent, blockSize)) {
				const [a, b] = [Buffer.alloc(window.length), Buffer.alloc(window.length)];
				await Promise.all([old.read(a, 0, a.length, window.start), now.read(b, 0, b.length, window.start)]);
				collect(pieces, window.start, a, b, blockSize);
			}
		}
	} finally {
		await Promise.all([old.close(), now.close()]);
	}

	return pieces;
}

const WINDOW_BYTES = 4_194_304;

/** Whole blocks, at most a few megabytes at a time. */
function* windows({ start, length }: Extent, blockSize: number): Generator<Extent> {
	const first = start - (start % blockSize);
	const end = Math.ceil((start + length) / blockSize) * blockSize;
	for (let at = first; at < end; at += WINDOW_BYTES) {
		yield { start: at, length: Math.min(WINDOW_BYTES, end - at) };
	}
}

function collect(pieces: Piece[], start: number, before: Buffer, after: Buffer, blockSize: number): void {
	if (before.equals(after)) {
		return;
	}

	for (let at = 0; at < after.length; at += blockSize) {
		const block = after.subarray(at, at + blockSize);
		if (!block.equals(before.subarray(at, at + blockSize))) {
			const last = pieces.at(-1);
			if (last !== undefined && last.start + last.data.length === start + at) {
				pieces[pieces.length - 1] = { start: last.start, data: Buffer.concat([last.data, block]) };
			} else {
				pieces.push({ start: start + at, data: Buffer.from(block) });
			}
		}
	}
}
