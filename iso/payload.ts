import { gunzipSync } from 'node:zlib';

/** A file of an RPM's payload. */
export interface CpioFile {
	/** Absolute. */
	readonly path: string;
	readonly mode: number;
	readonly content: Buffer;
}

const HEADER_SIZE = 110;

/** The files of a gzip-compressed payload in cpio's "newc" form. Throws an Error with the reason if it is none. */
export function readPayload(payload: Buffer): readonly CpioFile[] {
	const archive = gunzipSync(payload);
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

function aligned(at: number): number {
	return at + ((4 - (at % 4)) % 4);
}
