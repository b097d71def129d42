import { randomBytes } from 'node:crypto';

/** Prefixes that EC2 and Eucalyptus users know (spec/eucalyptus §5.9): eight upper-case hex digits follow. */
export type IdPrefix = 'i' | 'r' | 'emi' | 'eki' | 'eri' | 'sg' | 'sgr';

/** 32 random bits; the caller checks that the id is unused. */
export function randomId(prefix: IdPrefix, random: (bytes: number) => Buffer = randomBytes): string {
	return `${prefix}-${random(4).toString('hex').toUpperCase()}`;
}

/** Ids are compared in upper case after the prefix; users may type any case. */
export function canonicalId(id: string): string {
	const dash = id.indexOf('-');
	return id.slice(0, dash).toLowerCase() + id.slice(dash).toUpperCase();
}
