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
	const pairs: { readonly name: string; readonly encoded: string }[] = [];
	for (const [name, value] of parameters) {
		if (name !== without) {
			pairs.push({ name, encoded: `${percentEncode(name)}=${percentEncode(value)}` });
		}
	}

	return pairs
		.sort((a, b) => compareBytes(a.name, b.name))
		.map(({ encoded }) => encoded)
		.join('&');
}

/** UTF-16 order is byte order unless characters beyond U+FFFF take part. */
function compareBytes(a: string, b: string): number {
	if (/[\ud800-\uffff]/.test(a + b)) {
		return Buffer.compare(Buffer.from(a), Buffer.from(b));
	}

	return a < b ? -1 : Number(a > b);
}
