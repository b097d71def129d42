import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';

/** A file of an RPM's payload. */
export interface CpioFile {
	/** Absolute. */
	readonly path: string;
	readonly mode: number;
	readonly content: Buffer;
}

const HEADER_SIZE = 110;

/** The files of a payload in cpio's "newc" form, compressed as any Rocks can. Throws an Error with the reason if it is none. */
export function readPayload(payload: Buffer): readonly CpioFile[] {
	const archive = decompressed(payload);
	const files: CpioFile[] = [];
	for (let at = 0; at + HEADER_SIZE <= archive.length; ) {
		if (!/^07070[12]$/.test(archive.toString('latin1', at, at + 6))) {
			throw new Error('its payload is no cpio archive');
		}

		const field = (index: number) =>
			Number.parseInt(archive.toString('latin1', at + 6 + 8 * index, at + 14 + 8 * index), 16);
		const [mode, size, nameSize] = [field(1), field(6), field(11)];
		const name = archive.toString('utf8', at + HEADER_SIZE, at + HEADER_SIZE + nameSize - 1);
		const start = aligned(at + HEADER_SIZE + nameSize);
		if (name === 'TRAILER!!!') {
			break;
		}

		files.push({ path: name.replace(/^\.?\/?/, '/'), mode, content: archive.subarray(start, start + size) });
		at = aligned(start + size);
	}

	return files;
}

const XZ = ['xz', '--format=auto'] as const;
/** Beyond gzip, by the first bytes: the program that knows it. */
const PROGRAMS: readonly (readonly [start: string, program: readonly [string, ...string[]]])[] = [
	['BZh', ['bzip2']],
	['\xfd7zXZ', XZ],
	['\x5d\x00\x00', XZ],
];
const MOST = 64 * 1024 * 1024;

function decompressed(payload: Buffer): Buffer {
	const start = payload.toString('latin1', 0, 6);
	const [program, ...words] = PROGRAMS.find(([mark]) => start.startsWith(mark))?.[1] ?? [];
	if (program === undefined) {
		return gunzipSync(payload);
	}

	const { error, status, stdout, stderr } = spawnSync(program, [...words, '-dc'], { input: payload, maxBuffer: MOST });
	if (error !== undefined) {
		throw new Error(`its payload cannot be looked into without ${program}: ${error.message}`);
	}

	if (status !== 0) {
		throw new Error(`its payload is damaged: ${stderr.toString().trim()}`);
	}

	return stdout;
}

function aligned(at: number): number {
	return at + ((4 - (at % 4)) % 4);
}
