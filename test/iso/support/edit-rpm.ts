import { readFileSync, writeFileSync } from 'node:fs';

const LEAD = 96;
const INTRO = 16;
const ENTRY = 16;

/** Rewrites the number, the type or the place of the data of one entry in the index of a package's signature or header, in place. */
export function inEntry(
	path: string,
	wanted: { readonly of: 'signature' | 'header'; readonly tag: number },
	change: { readonly tag?: number; readonly type?: number; readonly offset?: number },
): void {
	const bytes = readFileSync(path);
	const size = (start: number) => INTRO + bytes.readUInt32BE(start + 8) * ENTRY + bytes.readUInt32BE(start + 12);
	// the signature is filled up to a multiple of 8
	const start = wanted.of === 'signature' ? LEAD : LEAD + Math.ceil(size(LEAD) / 8) * 8;
	const count = bytes.readUInt32BE(start + 8);
	const entries = Array.from({ length: count }, (_, index) => start + INTRO + index * ENTRY);
	const entry = entries.find((at) => bytes.readUInt32BE(at) === wanted.tag);
	if (entry === undefined) {
		throw new Error(`${path} has no entry ${wanted.tag} in its ${wanted.of}`);
	}

	bytes.writeUInt32BE(change.tag ?? wanted.tag, entry);
	bytes.writeUInt32BE(change.type ?? bytes.readUInt32BE(entry + 4), entry + 4);
	bytes.writeUInt32BE(change.offset ?? bytes.readUInt32BE(entry + 8), entry + 8);
	writeFileSync(path, bytes);
}
