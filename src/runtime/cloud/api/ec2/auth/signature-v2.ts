import { createHmac } from 'node:crypto';
import type { QueryRequest } from '../query/request.ts';
import { invalid } from '../schema/scalars.ts';
import { canonicalQuery, equalInConstantTime } from './bytes.ts';
import type { SignedPlace } from './places.ts';
import { type GivenSignature, plainBase64 } from './signature-v1.ts';

const METHODS: ReadonlyMap<string, 'sha1' | 'sha256'> = new Map([
	['HmacSHA1', 'sha1'],
	['HmacSHA256', 'sha256'],
]);

/** Method, host, path, and all parameters but the signature (spec/ec2-api §4.3). */
function stringToSignV2(method: string, place: SignedPlace, query: string): string {
	return `${method}\n${place.host.toLowerCase()}\n${place.path}\n${query}`;
}

/** Throws PARAMETER_VALUE for an unknown SignatureMethod. */
export function fitsV2(
	{ method, parameters }: QueryRequest,
	places: readonly SignedPlace[],
	{ signature, secretKey }: GivenSignature,
): boolean {
	const name = parameters.get('SignatureMethod') ?? 'HmacSHA1';
	const hash = METHODS.get(name);
	if (hash === undefined) {
		throw invalid(name, 'SignatureMethod', 'Expected HmacSHA256 or HmacSHA1');
	}

	const query = canonicalQuery(parameters, 'Signature');
	const given = plainBase64(signature);
	return places.some((place) => {
		const expected = createHmac(hash, secretKey)
			.update(stringToSignV2(method, place, query))
			.digest('base64');
		return equalInConstantTime(plainBase64(expected), given);
	});
}
