import { readFileSync, writeFileSync } from 'node:fs';

const SECTOR = 2048;
const PRIMARY_DESCRIPTOR = 16 * SECTOR;
const ROOT_RECORD = 156;

/** Rewrites the records of an image's root directory in place, those of the directory itself and its parent left out. */
export function inRootDirectory(path: string, change: (record: Buffer, root: Buffer) => void): void {
	const bytes = readFileSync(path);
	const root = bytes.subarray(PRIMARY_DESCRIPTOR + ROOT_RECORD);
	let at = root.readUInt32LE(2) * SECTOR;
	for (let index = 0; bytes[at] !== 0; index += 1) {
		const record = bytes.subarray(at, at + (bytes[at] ?? 0));
		at += record.length;
		if (index >= 2) {
			change(record, root);
		}
	}

	writeFileSync(path, bytes);
}

/** True of the record of a directory. */
export function isDirectory(record: Buffer): boolean {
	return ((record[25] ?? 0) & 2) !== 0;
}
