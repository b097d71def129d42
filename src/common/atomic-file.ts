import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface AtomicWriteOptions {
	/** Permission bits of the new file; set before the first byte is written. Default 0o644. */
	readonly mode?: number;
	/** Make missing parent directories with these bits. Without it a missing parent is an error. */
	readonly parents?: number;
}

/** Writes beside the target, flushes to disk, renames: a reader sees the old file or the new one, never half of one. */
export async function writeFileAtomic(
	path: string,
	data: string | Uint8Array,
	options: AtomicWriteOptions = {},
): Promise<void> {
	if (options.parents !== undefined) {
		await mkdir(dirname(path), { recursive: true, mode: options.parents });
	}

	const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
	const mode = options.mode ?? 0o644;
	try {
		const file = await open(temporary, 'wx', mode);
		try {
			await file.chmod(mode); // the umask may have taken bits away
			await file.writeFile(data);
			await file.sync();
		} finally {
			await file.close();
		}

		await rename(temporary, path);
	} catch (error) {
		await rm(temporary, { force: true });
		throw error;
	}

	await syncDirectory(dirname(path));
}

/** Makes a rename in this directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
	const directory = await open(path, 'r');
	try {
		await directory.sync();
	} finally {
		await directory.close();
	}
}
