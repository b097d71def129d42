import { createHash, createHmac } from 'node:crypto';

export interface V4Request {
	readonly accessKey: string;
	readonly secretKey: string;
	/** `20080701T120000Z` */
	readonly date: string;
	readonly method?: string;
	/** What is signed as Host. */
	readonly host: string;
	/** What is signed as the path. */
	readonly path?: string;
	/** In canonical form. */
	readonly query?: string;
	/** Beside host, by name in small letters, in order. */
	readonly headers?: Readonly<Record<string, string>>;
	/** What is signed as the hash of the body. */
	readonly bodyHash?: string;
	readonly body?: string;
	readonly scope?: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();

/** Signature version 4 by the text of the specification (§4.5), apart from the code that verifies it. */
export function signV4(request: V4Request): {
	readonly signedHeaders: string;
	readonly signature: string;
	readonly scope: string;
} {
	const { method = 'POST', path = '/services/Eucalyptus', query = '', headers = {}, body = '' } = request;
	const scope = request.scope ?? `${request.date.slice(0, 8)}/us-east-1/ec2/aws4_request`;
	const all = Object.entries({ ...headers, host: request.host }).sort(([a], [b]) => (a < b ? -1 : 1));
	const signedHeaders = all.map(([name]) => name).join(';');
	const lines = all.map(([name, value]) => `${name}:${value}\n`).join('');
	const hash = request.bodyHash ?? sha256(body);
	const canonical = `${method}\n${path}\n${query}\n${lines}\n${signedHeaders}\n${hash}`;
	const key = scope
		.split('/')
		.reduce<Buffer | string>((before, each) => hmac(before, each), `AWS4${request.secretKey}`);
	const text = `AWS4-HMAC-SHA256\n${request.date}\n${scope}\n${sha256(canonical)}`;
	return { signedHeaders, scope, signature: hmac(key, text).toString('hex') };
}
