import { createHmac } from 'node:crypto';
import type { User } from '../../../../../../src/runtime/cloud/engine/users.ts';
import { type RawAnswer, sendRaw } from './raw.ts';

export interface CallOptions {
	readonly now?: number;
	/** Added after signing. */
	readonly unsigned?: string;
}

/** A GET signed with version 2, as libcloud sends it. */
export async function call(
	port: number,
	user: User,
	parameters: Readonly<Record<string, string>>,
	options: CallOptions = {},
): Promise<RawAnswer> {
	const host = `127.0.0.1:${port}`;
	const query = signedQuery(user, host, parameters, options.now ?? Date.now());
	return await sendRaw(
		port,
		`GET /services/Eucalyptus?${query}${options.unsigned ?? ''} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
	);
}

export function signedQuery(
	user: User,
	host: string,
	parameters: Readonly<Record<string, string>>,
	now: number,
	{ method = 'GET', path = '/services/Eucalyptus' }: { readonly method?: string; readonly path?: string } = {},
): string {
	const all = {
		AWSAccessKeyId: user.queryId,
		SignatureVersion: '2',
		SignatureMethod: 'HmacSHA256',
		Timestamp: new Date(now).toISOString(),
		Version: '2016-11-15',
		...parameters,
	};
	const encode = (text: string) =>
		[...Buffer.from(text)]
			.map((byte) =>
				/[A-Za-z0-9._~-]/.test(String.fromCharCode(byte))
					? String.fromCharCode(byte)
					: `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
			)
			.join('');
	const query = Object.entries(all)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([name, value]) => `${encode(name)}=${encode(value)}`)
		.join('&');
	const text = `${method}\n${host}\n${path}\n${query}`;
	return `${query}&Signature=${encode(createHmac('sha256', user.secretKey).update(text).digest('base64'))}`;
}

/** The code of an error document. */
export function codeOf({ body }: RawAnswer): string | undefined {
	return /<Code>([^<]*)<\/Code>/.exec(body)?.[1];
}
