import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { readSystemUse, type SystemUse } from './rock-ridge.ts';

/** One file, directory or link of an image. */
export interface IsoEntry {
	/** Below the root, without a leading slash; with Rock Ridge the long name, else the short one of ISO 9660. */
	readonly path: string;
	readonly kind: 'file' | 'directory' | 'link';
	readonly size: number;
	readonly mode: number | undefined;
	/** Last change, in milliseconds since 1970. */
	readonly time: number;
	/** The file's content. */
	read(): Buffer;
}

export interface IsoImage {
	readonly label: string;
	readonly hasRockRidge: boolean;
	/** In the order of the directories; the root itself is left out. */
	readonly entries: readonly IsoEntry[];
	close(): void;
}

const SECTOR = 2048;
const FIRST_DESCRIPTOR = 16;
const PRIMARY = 1;
const TERMINATOR = 255;
const DIRECTORY_FLAG = 2;
/** Rocks is Linux; a tree deeper than this is a loop. */
const DEEPEST = 32;

/** Reads the tree of an ISO 9660 image with its Rock Ridge names. Throws an Error with the reason if it is none. */
export function openIso(path: string): IsoImage {
	const kind = statSync(path);
	if (!kind.isFile()) {
		// a pipe would be waited for, and cannot be read from the middle
		throw new Error(kind.isDirectory() ? 'it is a directory' : 'it is no plain file, but a pipe or a device');
	}

	const file = openSync(path, 'r');
	try {
		return { ...readTree(file), close: () => closeSync(file) };
	} catch (error) {
		closeSync(file);
		throw error instanceof RangeError ? new Error('one of its directories is damaged', { cause: error }) : error;
	}
}

function readTree(file: number): Omit<IsoImage, 'close'> {
	const descriptor = primaryDescriptor(file);
	checkSize(file, descriptor);
	const root = descriptor.subarray(156, 190);
	const own = records(readExtent(file, root))[0];
	const entries: IsoEntry[] = [];
	const { skip, isSusp } = suspOf(file, own);
	walk(file, root, { prefix: '', depth: 0, skip, entries });
	return { label: descriptor.toString('latin1', 40, 72).trimEnd(), hasRockRidge: isSusp, entries };
}

function primaryDescriptor(file: number): Buffer {
	for (let sector = FIRST_DESCRIPTOR; ; sector += 1) {
		const descriptor = Buffer.alloc(SECTOR);
		readSync(file, descriptor, 0, SECTOR, sector * SECTOR);
		if (descriptor.toString('latin1', 1, 6) !== 'CD001') {
			throw new Error('it is not an ISO 9660 image');
		}

		if (descriptor[0] === PRIMARY) {
			return descriptor;
		}

		if (descriptor[0] === TERMINATOR) {
			throw new Error('it has no primary volume descriptor');
		}
	}
}

/** The descriptor says how many blocks the volume has. */
function checkSize(file: number, descriptor: Buffer): void {
	const expected = descriptor.readUInt32LE(80) * descriptor.readUInt16LE(128);
	const { size } = fstatSync(file);
	if (size < expected) {
		throw new Error(`it is cut off: it has ${size} bytes of ${expected}`);
	}
}

interface Walk {
	readonly prefix: string;
	readonly depth: number;
	/** Bytes before the Rock Ridge fields of each record. */
	readonly skip: number;
	readonly entries: IsoEntry[];
}

function walk(file: number, directory: Buffer, at: Walk): void {
	if (at.depth > DEEPEST) {
		throw new Error(`its directories are nested deeper than ${DEEPEST}`);
	}

	for (const record of records(readExtent(file, directory)).slice(2)) {
		const use = systemUse(file, record, at.skip);
		const path = at.prefix + (use.name ?? shortName(record));
		const isDirectory = ((record[25] ?? 0) & DIRECTORY_FLAG) !== 0;
		const kind = use.isLink ? 'link' : isDirectory ? 'directory' : 'file';
		const size = record.readUInt32LE(10);
		checkExtent(file, record, path);
		at.entries.push({ path, kind, size, mode: use.mode, time: timeOf(record), read: () => readExtent(file, record) });
		if (isDirectory) {
			walk(file, record, { ...at, prefix: `${path}/`, depth: at.depth + 1 });
		}
	}
}

/** The directory records of an extent; none crosses a sector. */
function records(extent: Buffer): readonly Buffer[] {
	const found: Buffer[] = [];
	for (let at = 0; at < extent.length; ) {
		const length = extent[at] ?? 0;
		if (length === 0) {
			at = (Math.floor(at / SECTOR) + 1) * SECTOR;
		} else {
			found.push(extent.subarray(at, at + length));
			at += length;
		}
	}

	return found;
}

/** Seven bytes: years since 1900, month, day, hour, minute, second, quarters of an hour east of Greenwich. */
function timeOf(record: Buffer): number {
	const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = record.subarray(18, 24);
	return Date.UTC(1900 + year, month - 1, day, hour, minute, second) - record.readInt8(24) * 15 * 60_000;
}

function shortName(record: Buffer): string {
	const length = record[32] ?? 0;
	return record.toString('latin1', 33, 33 + length).replace(/;\d+$/, '');
}

function suspOf(file: number, root: Buffer | undefined): { skip: number; isSusp: boolean } {
	const use = root === undefined ? undefined : systemUse(file, root, 0);
	return { skip: use?.skip ?? 0, isSusp: use?.skip !== undefined };
}

function systemUse(file: number, record: Buffer, skip: number): SystemUse {
	const nameLength = record[32] ?? 0;
	const start = 33 + nameLength + (nameLength % 2 === 0 ? 1 : 0);
	return readSystemUse(record.subarray(start + skip), (block, offset, length) =>
		readAt(file, block * SECTOR + offset, length),
	);
}

function readExtent(file: number, record: Buffer): Buffer {
	return readAt(file, record.readUInt32LE(2) * SECTOR, record.readUInt32LE(10));
}

/** A file that nobody reads here is one that somebody reads later. */
function checkExtent(file: number, record: Buffer, path: string): void {
	if (lacks(file, record.readUInt32LE(2) * SECTOR, record.readUInt32LE(10))) {
		throw new Error(`it is damaged: ${path} would lie beyond its end`);
	}
}

function readAt(file: number, position: number, length: number): Buffer {
	// before as much memory is asked for as a damaged record says
	if (lacks(file, position, length)) {
		throw new Error('it is damaged: a directory would lie beyond its end');
	}

	const buffer = Buffer.alloc(length);
	readSync(file, buffer, 0, length, position);
	return buffer;
}

function lacks(file: number, position: number, length: number): boolean {
	return length > 0 && position + length > fstatSync(file).size;
}
