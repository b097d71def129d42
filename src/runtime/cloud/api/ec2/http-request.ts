import type { IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { BodyReader } from '../../../wire/server/read-body.ts';
import { ec2Errors } from './errors.ts';
import type { Ec2Settings } from './settings.ts';

/** A request as it came, before anything is believed. */
export interface HttpRequest {
	readonly method: string;
	/** Still percent-encoded, without the query string. */
	readonly path: string;
	/** Without the `?`; empty if there is none. */
	readonly queryString: string;
	/** The `Host` header, port included. */
	readonly host: string;
	/** By name in small letters; raw values, as signatures are over these. */
	readonly headers: ReadonlyMap<string, readonly string[]>;
	readonly body: Buffer;
	/** The address that sent it. */
	readonly source: string;
}

/** Reads all of a request within the limits. Throws METHOD_NOT_ALLOWED, BODY_*. */
export async function readHttpRequest(
	message: IncomingMessage,
	readBody: BodyReader,
	{ maxBodyBytes, bodyTimeoutMs }: Ec2Settings,
): Promise<HttpRequest> {
	const method = message.method ?? '';
	if (method !== 'GET' && method !== 'POST') {
		throw ec2Errors('METHOD_NOT_ALLOWED', { method });
	}

	const outcome = await readBody(message, { bytes: maxBodyBytes, timeoutMs: bodyTimeoutMs });
	if (outcome.kind !== 'complete') {
		throw ec2Errors(REFUSALS[outcome.kind], { limit: maxBodyBytes, limitMs: bodyTimeoutMs });
	}

	const headers = rawHeaders(message.rawHeaders);
	const { path, queryString } = splitUrl(message.url ?? '/');
	return {
		method,
		path,
		queryString,
		host: headers.get('host')?.[0]?.trim() ?? '',
		headers,
		body: plainBody(outcome.body, headers.get('content-encoding')?.join() ?? '', maxBodyBytes),
		source: message.socket.remoteAddress ?? 'local',
	};
}

/** The first value of a header, or nothing. */
export function header(request: HttpRequest, name: string): string | undefined {
	return request.headers.get(name)?.[0]?.trim();
}

function rawHeaders(raw: readonly string[]): ReadonlyMap<string, readonly string[]> {
	const headers = new Map<string, string[]>();
	for (let i = 0; i + 1 < raw.length; i += 2) {
		const name = (raw[i] ?? '').toLowerCase();
		const values = headers.get(name) ?? [];
		values.push(raw[i + 1] ?? '');
		headers.set(name, values);
	}

	return headers;
}

/** Proxies may ask with the whole URL in the request line. */
function splitUrl(url: string): { readonly path: string; readonly queryString: string } {
	const local = url.replace(/^https?:\/\/[^/?]*/i, '');
	const question = local.indexOf('?');
	const path = question === -1 ? local : local.slice(0, question);
	return { path: path === '' ? '/' : path, queryString: question === -1 ? '' : local.slice(question + 1) };
}

const REFUSALS = {
	'too-large': 'BODY_TOO_LARGE',
	'too-slow': 'BODY_TOO_SLOW',
	broken: 'BODY_BROKEN',
	crowded: 'BODY_CROWDED',
} as const;

/** Some SOAP stacks compress what they send. Throws CONTENT_ENCODING, BODY_TOO_LARGE, also for what unpacks to too much. */
function plainBody(body: Buffer, encoding: string, limit: number): Buffer {
	switch (encoding.trim().toLowerCase()) {
		case '':
		case 'identity':
			return body;
		case 'gzip':
		case 'x-gzip':
			return unpacked(body, limit);
		default:
			throw ec2Errors('CONTENT_ENCODING', { encoding: encoding.slice(0, 100) });
	}
}

function unpacked(body: Buffer, limit: number): Buffer {
	try {
		return gunzipSync(body, { maxOutputLength: limit });
	} catch (error) {
		throw (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
			? ec2Errors('BODY_TOO_LARGE', { limit })
			: ec2Errors('CONTENT_ENCODING', { encoding: 'gzip' }, { cause: error });
	}
}
