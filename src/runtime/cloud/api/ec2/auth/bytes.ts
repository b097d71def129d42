import { timingSafeEqual } from 'node:crypto';

/** Compares texts without telling by the time taken where they differ. */
export function equalInConstantTime(a: string, b: string): boolean {
	const left = Buffer.from(a);
	const right = Buffer.from(b);
	return left.length === right.length && timingSafeEqual(left, right);
}

/** RFC 3986: only `A-Z a-z 0-9 - _ . ~` stay bare (spec/ec2-api §4.3). */
export function percentEncode(value: string): string {
	return encodeURIComponent(value.toWellFormed()).replace(
		/[!'()*]/g,
		(c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/** `name=value` pairs joined with `&`, encoded, in byte order of the names. */
export function canonicalQuery(parameters: Iterable<readonly [string, string]>, without: string): string {
	const pairs = [...parameters].filter(([name]) => name !== without);
	return inByteOrder(pairs, ([name]) => name)
		.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
		.join('&');
}

/** By the bytes of the key in UTF-8; equal ones stay as they were. */
export function inByteOrder<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[] {
	return items
		.map((item) => ({ item, key: Buffer.from(keyOf(item)) }))
		.sort((a, b) => Buffer.compare(a.key, b.key))
		.map(({ item }) => item);
}
