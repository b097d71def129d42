import { createHash } from 'node:crypto';

const ENOUGH = 50_000;
const known = new Map<string, unknown>();

/**
 * Hosts are much alike: what is equal on 5 000 of them is kept once. The key is copied, for a piece of an answer keeps the
 * whole answer in memory.
 */
export function once<T>(key: string, make: (key: string) => T): T {
	const before = known.get(key);
	if (before !== undefined) {
		return before as T;
	}

	if (known.size >= ENOUGH) {
		known.clear();
	}

	const own = Buffer.from(key).toString();
	const made = make(own);
	known.set(own, made);
	return made;
}

/** For keys that are long: of what many hosts have in common nothing but its checksum is kept beside what was made of it. */
export function onceOf<T>(kind: string, text: string, make: () => T): T {
	return once(`${kind} ${createHash('sha256').update(text).digest('base64')}`, make);
}

/** The same text, held by itself. */
export function textOnce(text: string): string {
	return once(`text ${text}`, (key) => key.slice(5));
}
