import { createHmac } from 'node:crypto';
import type { QueryParameters } from '../query/decode.ts';
import { equalInConstantTime, inByteOrder } from './bytes.ts';

/** Names and values follow each other, sorted by name without regard to case (spec/ec2-api §4.2). */
function stringToSignV1(parameters: QueryParameters): string {
	const signed = [...parameters].filter(([name]) => name !== 'Signature');
	return inByteOrder(signed, ([name]) => name.toLowerCase())
		.map(([name, value]) => name + value)
		.join('');
}

/** What the request says, and the key that it must have been made with. */
export interface GivenSignature {
	readonly signature: string;
	readonly secretKey: string;
}

/** Version 1 covers neither host nor path nor method. */
export function fitsV1(parameters: QueryParameters, { signature, secretKey }: GivenSignature): boolean {
	const expected = createHmac('sha1', secretKey).update(stringToSignV1(parameters)).digest('base64');
	return equalInConstantTime(plainBase64(expected), plainBase64(signature));
}

/** Padding counts for nothing, and a `+` may have arrived as a blank. */
export function plainBase64(signature: string): string {
	let end = signature.length;
	// `/=+$/` takes time quadratic in the length of what anybody may send.
	while (signature[end - 1] === '=') {
		end -= 1;
	}

	return signature.slice(0, end).replaceAll(' ', '+');
}
