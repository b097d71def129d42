import { createHash, createHmac } from 'node:crypto';
import { ec2Errors } from '../errors.ts';
import type { QueryRequest } from '../query/request.ts';
import { canonicalQuery, equalInConstantTime } from './bytes.ts';
import type { SignedPlace } from './places.ts';

export interface SignatureV4 {
	readonly accessKey: string;
	/** `20080701/us-east-1/ec2/aws4_request`; region and service are compared with nothing: clients invent them. */
	readonly scope: readonly [date: string, region: string, service: string];
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
	return `AWS4-HMAC-SHA256\n${v4.date}\n${v4.scope.join('/')}/aws4_request\n${sha256(canonical)}`;
}

function signingKey(secretKey: string, scope: SignatureV4['scope']): Buffer {
	let key: Buffer = Buffer.from(`AWS4${secretKey}`);
	for (const part of [...scope, 'aws4_request']) {
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

/** Repeated headers joined, inner runs of blanks made one; an absent header counts as empty. */
function headerValue(request: QueryRequest, name: string): string {
	return (request.headers.get(name) ?? []).map((value) => value.trim().replace(/\s+/g, ' ')).join(',');
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
				const [name = '', ...value] = part.trim().split('=');
				return [name, value.join('=')] as const;
			}),
	);
	return assemble(authorization.slice(0, blank), {
		credential: parts.get('Credential'),
		signedHeaders: parts.get('SignedHeaders'),
		signature: parts.get('Signature'),
		date: headerValue(request, 'x-amz-date') || isoBasic(headerValue(request, 'date')),
		expiresSeconds: undefined,
	});
}

function fromUrl(parameters: ReadonlyMap<string, string>): SignatureV4 {
	const expires = parameters.get('X-Amz-Expires') ?? '';
	const seconds = Number(expires);
	if (!/^\d{1,6}$/.test(expires) || seconds < 1 || seconds > 604_800) {
		throw incomplete('X-Amz-Expires must be 1 to 604800 seconds');
	}

	return assemble(parameters.get('X-Amz-Algorithm') ?? '', {
		credential: parameters.get('X-Amz-Credential'),
		signedHeaders: parameters.get('X-Amz-SignedHeaders'),
		signature: parameters.get('X-Amz-Signature'),
		date: parameters.get('X-Amz-Date') ?? '',
		expiresSeconds: seconds,
	});
}

interface RawParts {
	readonly credential: string | undefined;
	readonly signedHeaders: string | undefined;
	readonly signature: string | undefined;
	readonly date: string;
	readonly expiresSeconds: number | undefined;
}

function assemble(algorithm: string, raw: RawParts): SignatureV4 {
	if (algorithm !== 'AWS4-HMAC-SHA256') {
		throw incomplete('the algorithm must be AWS4-HMAC-SHA256');
	}

	// an access key of the original may itself hold slashes
	const credential = /^(.+)\/(\d{8})\/([^/]*)\/([^/]*)\/aws4_request$/.exec(raw.credential ?? '');
	if (credential === null) {
		throw incomplete('Credential must be KEY/DATE/REGION/SERVICE/aws4_request');
	}

	const [, accessKey = '', date = '', region = '', service = ''] = credential;
	const signedHeaders = (raw.signedHeaders ?? '').toLowerCase().split(';');
	if (!signedHeaders.includes('host')) {
		throw incomplete('host must be one of SignedHeaders');
	}

	if (!/^[0-9a-f]{64}$/.test(raw.signature ?? '')) {
		throw incomplete('Signature must have 64 hexadecimal digits');
	}

	if (!/^\d{8}T\d{6}Z$/.test(raw.date) || !raw.date.startsWith(date)) {
		throw incomplete('X-Amz-Date must have the form YYYYMMDDTHHMMSSZ and the day of the credential scope');
	}

	const { expiresSeconds } = raw;
	const scope = [date, region, service] as const;
	return { accessKey, scope, signedHeaders, signature: raw.signature ?? '', date: raw.date, expiresSeconds };
}

/** A `Date` header in either spelling, as the form that is signed. */
function isoBasic(date: string): string {
	const time = /^\d{8}T\d{6}Z$/.test(date) ? Number.NaN : Date.parse(date);
	return Number.isNaN(time) ? date : new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function incomplete(problem: string) {
	return ec2Errors('AUTHENTICATION_INCOMPLETE', { problem });
}
