import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { messageOf } from '../../common/errors.ts';
import { toolErrors } from '../errors.ts';

const CHUNK = 4 * 1024 * 1024;
/** Blocks of zeros of this size become holes. */
const BLOCK = 64 * 1024;
const ZEROS = Buffer.alloc(BLOCK);

export interface CopiedFile {
	readonly path: string;
	readonly sizeBytes: number;
	/** Lower-case hex. */
	readonly sha256: string;
}

/**
 * Copies a file that may be large: sparse, hashed in the same pass, on disk when it resolves. `progress` gets the bytes
 * read so far. Throws TOOL_FILE; stops when aborted.
 */
export async function copyImageFile(
	source: string,
	target: string,
	signal: AbortSignal,
	progress: (bytes: number) => void,
): Promise<CopiedFile> {
	const from = await open(source, 'r').catch((error: unknown) => {
		throw toolErrors('TOOL_FILE', { path: source, problem: messageOf(error), remedy: 'check the name of the file' });
	});
	try {
		const to = await open(target, 'wx', 0o644);
		try {
			const { sizeBytes, sha256 } = await copy(from, to, signal, progress);
			return { path: target, sizeBytes, sha256 };
		} catch (error) {
			signal.throwIfAborted();
			const values = { path: target, problem: `cannot be written: ${messageOf(error)}`, remedy: 'check the disk' };
			throw toolErrors('TOOL_FILE', values, { cause: error });
		} finally {
			await to.close();
		}
	} finally {
		await from.close();
	}
}

async function copy(from: FileHandle, to: FileHandle, signal: AbortSignal, progress: (bytes: number) => void) {
	const hash = createHash('sha256');
	const buffer = Buffer.allocUnsafe(CHUNK);
	let position = 0;
	for (;;) {
		signal.throwIfAborted();
		const { bytesRead } = await from.read(buffer, 0, CHUNK, position);
		if (bytesRead === 0) {
			break;
		}

		const chunk = buffer.subarray(0, bytesRead);
		hash.update(chunk);
		await writeSparse(to, chunk, position);
		position += bytesRead;
		progress(position);
	}

	await to.truncate(position);
	await to.sync();
	return { sizeBytes: position, sha256: hash.digest('hex') };
}

/** Writes the runs of blocks that hold anything. */
async function writeSparse(to: FileHandle, chunk: Buffer, position: number): Promise<void> {
	let start = -1;
	for (let at = 0; at <= chunk.length; at += BLOCK) {
		const block = chunk.subarray(at, at + BLOCK);
		const isEmpty = block.length === 0 || block.equals(ZEROS.subarray(0, block.length));
		if (isEmpty && start >= 0) {
			await to.write(chunk, start, Math.min(at, chunk.length) - start, position + start);
			start = -1;
		} else if (!isEmpty && start < 0) {
			start = at;
		}
	}

	if (start >= 0) {
		await to.write(chunk, start, chunk.length - start, position + start);
	}
}
