import { createHash } from 'node:crypto';

const ENOUGH = 50_000;

/**
 * Hosts are much alike: what is made of a text that 5 000 of them have is made and kept once. The text is copied, for a
 * piece of an answer keeps the whole answer in memory.
 */
export function memory<T>(): (text: string, make: (text: string) => T) => T {
	const known = new Map<string, T>();
	return (text, make) => {
		const before = known.get(text);
		if (before !== undefined) {
			return before;
		}

		if (known.size >= ENOUGH) {
			known.clear();
		}

		const own = Buffer.from(text).toString();
		const made = make(own);
		known.set(own, made);
		return made;
	};
}

/** For long texts: nothing but the checksum is kept beside what was made. */
export function longMemory<T>(): (text: string, make: () => T) => T {
	const remember = memory<T>();
	return (text, make) => remember(createHash('sha256').update(text).digest('base64'), make);
}

const texts = memory<string>();

/** The same text, held by itself. */
export function textOnce(text: string): string {
	return texts(text, (own) => own);
}
