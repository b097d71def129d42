import { type FileHandle, open } from 'node:fs/promises';

/** The last bytes of several files read as one, oldest first. Files that do not exist are empty. */
export async function tailOf(files: readonly string[], maxBytes: number): Promise<Buffer> {
	let tail = Buffer.alloc(0);
	for (const path of files.toReversed()) {
		if (tail.length < maxBytes) {
			tail = Buffer.concat([await lastBytes(path, maxBytes - tail.length), tail]);
		}
	}

	return tail;
}

async function lastBytes(path: string, maxBytes: number): Promise<Buffer> {
	let file: FileHandle;
	try {
		file = await open(path, 'r');
	} catch {
		return Buffer.alloc(0);
	}

	try {
		const { size } = await file.stat();
		const buffer = Buffer.alloc(Math.min(size, maxBytes));
		const { bytesRead } = await file.read(buffer, 0, buffer.length, size - buffer.length);
		return buffer.subarray(0, bytesRead);
	} finally {
		await file.close();
	}
}
