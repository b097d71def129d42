import { createHmac } from 'node:crypto';
import type { QueryParameters } from '../query/decode.ts';
import { equalInConstantTime } from './bytes.ts';

/** Names and values follow each other, sorted by name without regard to case (spec/ec2-api §4.2). */
function stringToSignV1(parameters: QueryParameters): string {
	return [...parameters]
		.filter(([name]) => name !== 'Signature')
		.map(([name, value]) => ({ folded: name.toLowerCase(), text: name + value }))
		.sort((a, b) => (a.folded < b.folded ? -1 : Number(a.folded > b.folded)))
		.map(({ text }) => text)
		.join('');
}

/** Version 1 covers neither host nor path nor method. */
export function fitsV1(parameters: QueryParameters, secretKey: string): boolean {
	const expected = createHmac('sha1', secretKey).update(stringToSignV1(parameters)).digest('base64');
	return equalInConstantTime(plainBase64(expected), plainBase64(parameters.get('Signature') ?? ''));
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
