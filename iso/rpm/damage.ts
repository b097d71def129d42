import { createHash } from 'node:crypto';
import { numbers, type Rpm, strings } from './read-rpm.ts';

/** Tags of the signature header. */
const SIZE = 1000;
const MD5 = 1004;
const HEADER_SHA1 = 269;
const INTRO = 16;

/**
 * In what a package's bytes are not those that were built, as every rpm finds out before it installs it; undefined if in
 * nothing. What the signature header does not hold is not asked for.
 */
export function damageOf({ signature, header, start }: Rpm, bytes: Buffer): string | undefined {
	const body = bytes.subarray(start);
	const [size] = numbers(signature, SIZE);
	if (size !== undefined && size !== body.length) {
		return `it has ${body.length} bytes where its signature header says ${size}`;
	}

	const [sha1] = strings(signature, HEADER_SHA1);
	if (sha1 !== undefined && sha1 !== digest('sha1', body.subarray(0, INTRO + header.size))) {
		return 'its header has another SHA1 digest than its signature header says';
	}

	const md5 = signature.tags.get(MD5);
	return Buffer.isBuffer(md5) && md5.toString('hex') !== digest('md5', body)
		? 'it has another MD5 digest than its signature header says'
		: undefined;
}

function digest(algorithm: 'md5' | 'sha1', bytes: Buffer): string {
	return createHash(algorithm).update(bytes).digest('hex');
}
