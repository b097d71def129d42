import type { IncomingMessage } from 'node:http';
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

/** Reads all of a request within the limits. Throws METHOD_NOT_ALLOWED, BODY_TOO_LARGE, BODY_TOO_SLOW, BODY_BROKEN. */
export async function readHttpRequest(message: IncomingMessage, settings: Ec2Settings): Promise<HttpRequest> {
	const method = message.method ?? '';
	if (method !== 'GET' && method !== 'POST') {
		throw ec2Errors('METHOD_NOT_ALLOWED', { method });
	}

	const headers = rawHeaders(message.rawHeaders);
	const { path, queryString } = splitUrl(message.url ?? '/');
	return {
		method,
		path,
		queryString,
		host: headers.get('host')?.[0]?.trim() ?? '',
		headers,
		body: await readBody(message, settings),
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

/** Leaves the connection open where it fails, so that the client can be told why. */
function readBody(message: IncomingMessage, { maxBodyBytes, bodyTimeoutMs }: Ec2Settings): Promise<Buffer> {
	return new Promise((resolve, reject) => {
		const chunks: Buffer[] = [];
		let length = 0;
		const settle = (finish: () => void) => {
			clearTimeout(timer);
			message.removeAllListeners('data').resume();
			finish();
		};
		const timer = setTimeout(() => {
			settle(() => reject(ec2Errors('BODY_TOO_SLOW', { limitMs: bodyTimeoutMs })));
		}, bodyTimeoutMs);
		message.on('data', (chunk: Buffer) => {
			length += chunk.length;
			chunks.push(chunk);
			if (length > maxBodyBytes) {
				settle(() => reject(ec2Errors('BODY_TOO_LARGE', { limit: maxBodyBytes })));
			}
		});
		message.once('end', () => settle(() => resolve(Buffer.concat(chunks))));
		message.once('error', (error) => settle(() => reject(ec2Errors('BODY_BROKEN', {}, { cause: error }))));
		message.once('close', () => settle(() => reject(ec2Errors('BODY_BROKEN'))));
	});
}
