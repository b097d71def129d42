import { createHmac } from 'node:crypto';

export interface QueryRequest {
	readonly method: 'POST';
	/** Host and port as they stand in the Host header, lower case. */
	readonly host: string;
	readonly path: string;
	readonly parameters: Readonly<Record<string, string>>;
}

export interface QueryCredentials {
	readonly accessKey: string;
	readonly secretKey: string;
}

/** The parameters with a signature of version 2, HMAC-SHA256 (spec §5.7), as a form body. */
export function signedQuery(request: QueryRequest, credentials: QueryCredentials, now: Date): string {
	const parameters = {
		...request.parameters,
		AWSAccessKeyId: credentials.accessKey,
		SignatureMethod: 'HmacSHA256',
		SignatureVersion: '2',
		Timestamp: now.toISOString(),
	};
	const query = Object.entries(parameters)
		.map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`)
		.sort()
		.join('&');
	const text = [request.method, request.host, request.path, query].join('\n');
	const signature = createHmac('sha256', credentials.secretKey).update(text).digest('base64');
	return `${query}&Signature=${percentEncoded(signature)}`;
}

/** RFC 3986: everything but letters, digits and - _ . ~ */
function percentEncoded(text: string): string {
	return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}
