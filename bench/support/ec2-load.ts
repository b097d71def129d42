import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { readIdentity, type SigningKey } from '../../src/runtime/wire/security/identity.ts';
import { signedEnvelope } from '../../src/runtime/wire/security/sign.ts';
import { signedQuery } from '../../src/tools/ec2-client/sign-query.ts';
import { cpuSecondsOf } from './cpu.ts';

export interface Target {
	readonly pid: number;
	readonly url: string;
	readonly accessKey: string;
	readonly secretKey: string;
}

/** The octets of one signed request, made anew for each: nothing may be answered from memory. */
export type MakeRequest = () => { readonly headers: Readonly<Record<string, string>>; readonly body: string };

const PATH = '/services/Eucalyptus';
const FORM = 'application/x-www-form-urlencoded; charset=utf-8';

/** A POST signed with version 2, HMAC-SHA256. */
export function querySignedV2({ url, accessKey, secretKey }: Target, action: string): MakeRequest {
	const { host } = new URL(url);
	const parameters = { Action: action, Version: '2010-08-31' };
	return () => {
		const to = { method: 'POST', host, path: PATH, parameters } as const;
		return { headers: { 'content-type': FORM }, body: signedQuery(to, { accessKey, secretKey }, new Date()) };
	};
}

/** A POST signed with version 4, as the SDKs of today send it. */
export function querySignedV4({ url, accessKey, secretKey }: Target, action: string): MakeRequest {
	const { host } = new URL(url);
	const body = `Action=${action}&Version=2016-11-15`;
	const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
	const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
	return () => {
		const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
		const day = date.slice(0, 8);
		const scope = `${day}/us-east-1/ec2/aws4_request`;
		const names = 'content-type;host;x-amz-date';
		const signed = `content-type:${FORM}\nhost:${host}\nx-amz-date:${date}\n`;
		const canonical = sha256(`POST\n${PATH}\n\n${signed}\n${names}\n${sha256(body)}`);
		const key = ['us-east-1', 'ec2', 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secretKey}`, day));
		const signature = hmac(key, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${canonical}`).toString('hex');
		const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
		return { headers: { 'content-type': FORM, 'x-amz-date': date, authorization }, body };
	};
}

/** A SOAP request, Timestamp and Body signed with RSA-SHA256. */
export function soapSigned(
	pair: { readonly certificatePem: string; readonly privateKeyPem: string },
	action: string,
): MakeRequest {
	const key: SigningKey = readIdentity(pair);
	const payload = `<ec2:${action} xmlns:ec2="http://ec2.amazonaws.com/doc/2008-05-05/"></ec2:${action}>`;
	// each a millisecond later than the one before: two of the same moment would be one message sent twice
	let now = Date.now() - 120_000;
	return () => ({
		headers: { 'content-type': 'text/xml; charset=UTF-8', soapaction: `"${action}"` },
		body: signedEnvelope(key, { addressing: {}, payload }, now++),
	});
}

export interface Load {
	readonly count: number;
	/** Connections, kept open. */
	readonly parallel: number;
	/** How long to watch, in s: the requests should take less, so that what goes on by itself is the same with and without. */
	readonly window: number;
}

/** The server's CPU per request in ms, minus what it uses by itself. */
export async function cpuPerRequest(target: Target, make: MakeRequest, load: Load): Promise<number> {
	const { count, parallel, window } = load;
	await ask(target, make, Math.ceil(count / 4), parallel);
	const idle = await cpuDuring(target.pid, window, () => Promise.resolve());
	const busy = await cpuDuring(target.pid, window, () => ask(target, make, count, parallel));
	return ((busy.cpu - (idle.cpu / idle.wall) * busy.wall) / count) * 1000;
}

async function cpuDuring(pid: number, window: number, work: () => Promise<void>) {
	const cpu = cpuSecondsOf(pid);
	const begin = performance.now();
	await Promise.all([work(), delay(window * 1000)]);
	return { cpu: cpuSecondsOf(pid) - cpu, wall: (performance.now() - begin) / 1000 };
}

async function ask({ url }: Target, make: MakeRequest, count: number, parallel: number): Promise<void> {
	const agent = new Agent({ keepAlive: true, maxSockets: parallel });
	let left = count;
	const worker = async () => {
		while (left-- > 0) {
			await post(agent, url, make());
		}
	};
	try {
		await Promise.all(Array.from({ length: parallel }, worker));
	} finally {
		agent.destroy();
	}
}

function post(agent: Agent, url: string, { headers, body }: ReturnType<MakeRequest>): Promise<void> {
	return new Promise((resolve, reject) => {
		const sent = request(url, {
			agent,
			method: 'POST',
			headers: { ...headers, 'content-length': Buffer.byteLength(body) },
		});
		sent.once('error', reject);
		sent.once('response', (response) => {
			response.setEncoding('utf8');
			let text = '';
			response.on('data', (chunk) => {
				text += chunk;
			});
			response.once('end', () =>
				response.statusCode === 200 ? resolve() : reject(new Error(`${response.statusCode}: ${text.slice(0, 400)}`)),
			);
		});
		sent.end(body);
	});
}
