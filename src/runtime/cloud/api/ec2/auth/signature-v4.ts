import { createHash, createHmac } from 'node:crypto';
import { ec2Errors } from '../errors.ts';
import type { QueryRequest } from '../query/request.ts';
import { canonicalQuery, equalInConstantTime } from './bytes.ts';
import type { SignedPlace } from './places.ts';

export interface SignatureV4 {
	readonly accessKey: string;
	/** `20080701/us-east-1/ec2/aws4_request`; region and service are compared with nothing: clients invent them. */
	readonly scope: string;
	readonly signedHeaders: readonly string[];
	readonly signature: string;
	/** `20080701T120000Z` */
	readonly date: string;
	/** Seconds for which a signed URL is valid; undefined for a signed header. */
	readonly expiresSeconds: number | undefined;
}

/** True if the signature fits the request at one of the places that the client may mean (spec/ec2-api §4.5). */
export function fitsV4(
	v4: SignatureV4,
	request: QueryRequest,
	places: readonly SignedPlace[],
	secretKey: string,
): boolean {
	const bodyHash = bodyHashOf(request);
	if (bodyHash === undefined) {
		return false;
	}

	const query = canonicalQuery(request.urlParameters, 'X-Amz-Signature');
	const key = signingKey(secretKey, v4.scope);
	return places.some((place) => {
		const canonical = canonicalRequest(v4, request, place, query, bodyHash);
		const expected = hmac(key, stringToSignV4(v4, canonical)).toString('hex');
		return equalInConstantTime(expected, v4.signature);
	});
}

function canonicalRequest(
	v4: SignatureV4,
	request: QueryRequest,
	place: SignedPlace,
	query: string,
	bodyHash: string,
): string {
	const headers = v4.signedHeaders
		.map((name) => `${name}:${name === 'host' ? place.host : headerValue(request, name)}\n`)
		.join('');
	return `${request.method}\n${place.path}\n${query}\n${headers}\n${v4.signedHeaders.join(';')}\n${bodyHash}`;
}

function stringToSignV4(v4: SignatureV4, canonical: string): string {
	return `AWS4-HMAC-SHA256\n${v4.date}\n${v4.scope}\n${sha256(canonical)}`;
}

function signingKey(secretKey: string, scope: string): Buffer {
	let key: Buffer = Buffer.from(`AWS4${secretKey}`);
	for (const part of scope.split('/')) {
		key = hmac(key, part);
	}

	return key;
}

/**
 * The hash that the client must have signed; undefined if it claims another body. An unsigned body is let pass only
 * where there is none, as everything we act on must be signed.
 */
function bodyHashOf(request: QueryRequest): string | undefined {
	const actual = sha256(request.body);
	const claimed = headerValue(request, 'x-amz-content-sha256');
	if (claimed === 'UNSIGNED-PAYLOAD') {
		return request.body.length === 0 ? claimed : undefined;
	}

	return claimed === '' || claimed === actual ? actual : undefined;
}

/** Repeated headers joined, inner runs of blanks made one (the outer ones are none of the value); an absent header counts as empty. */
function headerValue(request: QueryRequest, name: string): string {
	return (request.headers.get(name) ?? []).map((value) => value.replace(/\s+/g, ' ')).join(',');
}

function sha256(data: string | Buffer): string {
	return createHash('sha256').update(data).digest('hex');
}

function hmac(key: Buffer, data: string): Buffer {
	return createHmac('sha256', key).update(data).digest();
}

/** Throws AUTHENTICATION_INCOMPLETE; undefined if the request has no signature of version 4. */
export function readSignatureV4(request: QueryRequest): SignatureV4 | undefined {
	const authorization = headerValue(request, 'authorization');
	if (authorization.startsWith('AWS4-')) {
		return fromHeader(authorization, request);
	}

	return request.urlParameters.has('X-Amz-Algorithm') || request.urlParameters.has('X-Amz-Signature')
		? fromUrl(request.urlParameters)
		: undefined;
}

function fromHeader(authorization: string, request: QueryRequest): SignatureV4 {
	const blank = authorization.indexOf(' ');
	const parts = new Map(
		authorization
			.slice(blank + 1)
			.split(',')
			.map((part) => {
				const equals = part.indexOf('=');
				return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()] as const;
			}),
	);
	return assemble({
		algorithm: authorization.slice(0, blank),
		credential: partOf(parts, 'Credential'),
		signedHeaders: partOf(parts, 'SignedHeaders'),
		signature: partOf(parts, 'Signature'),
		date: headerValue(request, 'x-amz-date') || isoBasic(headerValue(request, 'date')),
		expiresSeconds: undefined,
	});
}

function fromUrl(parameters: ReadonlyMap<string, string>): SignatureV4 {
	const expires = partOf(parameters, 'X-Amz-Expires');
	const seconds = Number(expires);
	if (!/^\d{1,6}$/.test(expires) || seconds < 1 || seconds > 604_800) {
		throw incomplete('X-Amz-Expires must be 1 to 604800 seconds');
	}

	return assemble({
		algorithm: partOf(parameters, 'X-Amz-Algorithm'),
		credential: partOf(parameters, 'X-Amz-Credential'),
		signedHeaders: partOf(parameters, 'X-Amz-SignedHeaders'),
		signature: partOf(parameters, 'X-Amz-Signature'),
		date: partOf(parameters, 'X-Amz-Date'),
		expiresSeconds: seconds,
	});
}

/** What is absent is as wrong as what is empty. */
function partOf(parts: ReadonlyMap<string, string>, name: string): string {
	return parts.get(name) ?? '';
}

interface RawParts extends Pick<SignatureV4, 'signature' | 'date' | 'expiresSeconds'> {
	readonly algorithm: string;
	readonly credential: string;
	readonly signedHeaders: string;
}

function assemble({ algorithm, credential, signature, date, expiresSeconds, ...raw }: RawParts): SignatureV4 {
	if (algorithm !== 'AWS4-HMAC-SHA256') {
		throw incomplete('the algorithm must be AWS4-HMAC-SHA256');
	}

	// an access key of the original may itself hold slashes
	const end = credential.search(/\/\d{8}\/[^/]*\/[^/]*\/aws4_request$/);
	if (end < 1) {
		throw incomplete('Credential must be KEY/DATE/REGION/SERVICE/aws4_request');
	}

	const signedHeaders = raw.signedHeaders.toLowerCase().split(';');
	if (!signedHeaders.includes('host')) {
		throw incomplete('host must be one of SignedHeaders');
	}

	if (!/^[0-9a-f]{64}$/.test(signature)) {
		throw incomplete('Signature must have 64 hexadecimal digits');
	}

	const scope = credential.slice(end + 1);
	if (!/^\d{8}T\d{6}Z$/.test(date) || date.slice(0, 8) !== scope.slice(0, 8)) {
		throw incomplete('X-Amz-Date must have the form YYYYMMDDTHHMMSSZ and the day of the credential scope');
	}

	return { accessKey: credential.slice(0, end), scope, signedHeaders, signature, date, expiresSeconds };
}

/** A `Date` header in either spelling, as the form that is signed. */
function isoBasic(date: string): string {
	const time = Date.parse(date);
	return Number.isNaN(time) ? date : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function incomplete(problem: string) {
	return ec2Errors('AUTHENTICATION_INCOMPLETE', { problem });
}
