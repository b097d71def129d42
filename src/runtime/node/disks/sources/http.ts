import { createPrivateKey, sign } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../../../../common/clock.ts';
import type { Identity } from '../../../wire/client.ts';
import type { ImageSource } from './source.ts';

/** The cloud controller's image service. A node proves itself by signing verb, date and path (spec §3.7). */
export function httpSource(identity: Identity | undefined, clock: Clock): ImageSource {
	return {
		protocols: ['http:', 'https:'],
		async open(url, signal) {
			const headers = identity === undefined ? {} : signedHeaders(identity, 'GET', url, clock.now());
			const response = await get(url, headers, signal);
			const bytes = Number(response.headers['content-length'] ?? Number.NaN);
			if (response.statusCode !== 200 || !Number.isSafeInteger(bytes)) {
				const text = await firstLine(response);
				throw new Error(`the server answered ${response.statusCode ?? 'nothing'}: ${text}`);
			}

			return { stream: response, bytes };
		},
	};
}

const CONNECT_MS = 30_000;

function get(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<IncomingMessage> {
	const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
	return new Promise((resolve, reject) => {
		const call = request(url, { headers, signal, agent: false, timeout: CONNECT_MS }, resolve);
		call.on('timeout', () => call.destroy(new Error(`no answer within ${CONNECT_MS / 1000} seconds`)));
		call.on('error', reject);
		call.end();
	});
}

function signedHeaders(identity: Identity, verb: string, url: URL, now: number): Record<string, string> {
	const date = new Date(now).toUTCString();
	const signature = sign(
		'sha1',
		Buffer.from(`${verb}\n${date}\n${url.pathname}${url.search}\n`),
		createPrivateKey(identity.privateKeyPem),
	);
	return {
		Authorization: 'Euca',
		Date: date,
		EucaCert: Buffer.from(identity.certificatePem).toString('base64'),
		EucaOperation: 'GetDecryptedImage',
		EucaSignature: signature.toString('base64'),
	};
}

async function firstLine(response: IncomingMessage): Promise<string> {
	response.setEncoding('utf8');
	for await (const chunk of response) {
		return String(chunk).split('\n')[0]?.slice(0, 200) ?? '';
	}

	return '';
}
