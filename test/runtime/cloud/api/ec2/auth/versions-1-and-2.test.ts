import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { percentEncode } from '../../../../../../src/runtime/cloud/api/ec2/auth/bytes.ts';
import { codeOf } from '../support/call.ts';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { sendRaw } from '../support/raw.ts';
import { testUser } from '../support/test-records.ts';

const NOON = Date.UTC(2008, 6, 1, 12);
const HOST = 'cloud.example:8773';
const PATH = '/services/Eucalyptus';
const SECRET = 's3cr3t';

let now = NOON;
let endpoint: Endpoint;
beforeAll(async () => {
	const users = [
		testUser('alice', { queryId: 'AKID', secretKey: SECRET, allowSignatureV1: true }),
		testUser('bob', { queryId: 'AKIDBOB', secretKey: SECRET }),
	];
	endpoint = await listenEc2(memoryEngine({ users }), { now: () => now });
});
afterAll(() => endpoint.close());

async function send(query: string, at = NOON, { host = HOST, path = PATH } = {}) {
	now = at;
	const answer = await sendRaw(endpoint.port, `GET ${path}?${query} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
	const message = /<Message>(.*)<\/Message>/.exec(answer.body)?.[1];
	return { result: codeOf(answer) === undefined ? answer.status : `${answer.status} ${codeOf(answer)}`, message };
}

type Parameters = Readonly<Record<string, string>>;
const BASE: Parameters = { Action: 'DescribeRegions', AWSAccessKeyId: 'AKID', Timestamp: '2008-07-01T12:00:00Z' };
const encode = (all: Parameters) =>
	Object.entries(all)
		.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
		.join('&');

function v1(changes: Parameters = {}, edit = (signature: string) => signature): string {
	const all = { ...BASE, SignatureVersion: '1', ...changes };
	const text = Object.entries(all)
		.sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
		.flat()
		.join('');
	return `${encode(all)}&Signature=${percentEncode(edit(createHmac('sha1', SECRET).update(text).digest('base64')))}`;
}

function v2(changes: Parameters = {}, { host = HOST, path = PATH, method = 'sha256' } = {}): string {
	const all = { ...BASE, SignatureVersion: '2', ...changes };
	const sorted = Object.fromEntries(
		Object.entries(all).sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
	);
	const text = `GET\n${host}\n${path}\n${encode(sorted)}`;
	return `${encode(all)}&Signature=${percentEncode(createHmac(method, SECRET).update(text).digest('base64'))}`;
}

const SHA256 = { SignatureMethod: 'HmacSHA256' };
const RESULT = (query: string, at?: number, where?: object) => send(query, at, where).then(({ result }) => result);

describe('signature version 1', () => {
	it('sorts names without regard to case, an underscore among them', async () => {
		// in small letters `_` comes before letters, in capitals after them
		for (const name of ['b.1', 'B.2', 'a_c', 'aB', 'ZZ']) {
			expect(await RESULT(v1({ [name]: 'x', aa: 'y' })), name).toBe('400 UnknownParameter');
		}
	});

	it('does not look at the padding, nor at a + that arrived as a blank', async () => {
		const withPlus = Array.from({ length: 200 }, (_, i) => v1({ x: String(i) })).find((each) => each.includes('%2B'));
		expect(await RESULT(withPlus?.replaceAll('%2B', '+') ?? '')).toBe('400 UnknownParameter');
		expect(await RESULT(v1({}, (signature) => signature.replace('=', '')))).toBe(200);
		expect(await RESULT(v1({}, (signature) => `${signature}==`))).toBe(200);
		expect(await RESULT(v1({}, (signature) => `=${signature}`))).toBe('403 SignatureDoesNotMatch');
		expect(await RESULT(v1({}, (signature) => signature.slice(1)))).toBe('403 SignatureDoesNotMatch');
	});

	it('fits a + that was meant and not encoded, and what is then acted upon has it', async () => {
		const query = v1({ 'RegionName.1': 'a+b' }).replace('a%2Bb', 'a+b');
		expect((await send(query)).message).toContain('Value (a+b) for parameter');
		expect((await send(v1({ 'RegionName.1': 'a b' }).replace('a%20b', 'a+b'))).message).toContain('Value (a b)');
		expect(await RESULT(query.replace('a+b', 'a+c'))).toBe('403 SignatureDoesNotMatch');
	});
});

describe('signature version 2', () => {
	it('fits each host and path that clients sign (§4.4)', async () => {
		for (const host of [HOST, 'cloud.example']) {
			for (const path of [PATH, `${PATH}/`, '/']) {
				expect(await RESULT(v2(SHA256, { host, path })), `${host}${path}`).toBe(200);
				expect(await RESULT(v2(SHA256, { host, path }), NOON, { path: `${PATH}/` }), `${host}${path}`).toBe(200);
			}

			expect(await RESULT(v2(SHA256, { host, path: '/' }), NOON, { path: '/' })).toBe(200);
		}

		expect(await RESULT(v2(SHA256, { path: '' }), NOON, { path: '/' })).toBe('403 SignatureDoesNotMatch');
		expect(await RESULT(v2(SHA256), NOON, { host: HOST.toUpperCase() })).toBe(200);
	});

	it('does not look at the padding, nor at a + that arrived as a blank', async () => {
		const withPlus = Array.from({ length: 200 }, (_, i) => v2({ ...SHA256, x: String(i) })).find((each) =>
			each.includes('%2B'),
		);
		expect(await RESULT(withPlus?.replaceAll('%2B', '+') ?? '')).toBe('400 UnknownParameter');
		expect(await RESULT(v2(SHA256).replace(/%3D$/, ''))).toBe(200);
		expect(await RESULT(v2(SHA256).replace(/%3D$/, '%3D%3D'))).toBe(200);
	});

	it('needs no leave, as version 1 does', async () => {
		expect(await RESULT(v2({ ...SHA256, AWSAccessKeyId: 'AKIDBOB' }))).toBe(200);
		expect(await RESULT(v1({ AWSAccessKeyId: 'AKIDBOB' }))).toBe('401 AuthFailure');
	});

	it('is made with SHA-1 unless it says SHA-256', async () => {
		expect(await RESULT(v2({}, { method: 'sha1' }))).toBe(200);
		expect(await RESULT(v2({ SignatureMethod: 'HmacSHA1' }, { method: 'sha1' }))).toBe(200);
		expect(await RESULT(v2({}))).toBe('403 SignatureDoesNotMatch');
		expect(await send(v2({ SignatureMethod: 'HmacSHA512' }))).toEqual({
			result: '400 InvalidParameterValue',
			message: 'Value (HmacSHA512) for parameter SignatureMethod is invalid. Expected HmacSHA256 or HmacSHA1',
		});
	});

	it('covers every parameter with its own encoding', async () => {
		const hard = { 'a b': "!'()*~-_.", é: '€ + / = &', '\u{1f600}': '\u{ff61}', '\u{ff61}': '' };
		expect(await RESULT(v2({ ...SHA256, ...hard }))).toBe('400 UnknownParameter');
		expect(await RESULT(`${v2(SHA256)}&b=c`)).toBe('403 SignatureDoesNotMatch');
	});
});

describe('both versions', () => {
	it('end at Expires, where Timestamp is absent; Timestamp wins over it', async () => {
		const { Timestamp: _, ...rest } = BASE;
		const signed = (expires: Parameters) => {
			const all = { ...rest, SignatureVersion: '2', ...SHA256, ...expires };
			const sorted = Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
			const text = `GET\n${HOST}\n${PATH}\n${encode(sorted)}`;
			return `${encode(all)}&Signature=${percentEncode(createHmac('sha256', SECRET).update(text).digest('base64'))}`;
		};
		const Expires = '2008-07-01T13:00:00Z';
		expect(await RESULT(signed({ Expires }), NOON + 3_600_000)).toBe(200);
		expect(await RESULT(signed({ Expires }), NOON + 3_600_001)).toBe('400 RequestExpired');
		expect((await send(signed({ Expires: 'never' }))).message).toContain(
			'Value (never) for parameter Expires is invalid',
		);
		expect(await send(signed({}))).toEqual({
			result: '400 MissingParameter',
			message: 'The request must contain the parameter Timestamp',
		});
		expect(await RESULT(v2({ ...SHA256, Expires: '2000-01-01T00:00:00Z' }))).toBe(200);
		expect((await send(v2({ ...SHA256, Timestamp: 'x' }))).message).toContain('Value (x) for parameter Timestamp');
	});

	it('say how far the clock is off, either way', async () => {
		const old = await send(v2(SHA256), NOON + 3_600_000);
		expect(old.message).toContain(
			'its timestamp is 60 minutes old. The time of this server is 2008-07-01T13:00:00.000Z',
		);
		const early = await send(v2(SHA256), NOON - 3_600_000);
		expect(early.message).toContain('its timestamp is 60 minutes in the future. The time');
	});

	// a signature of one megabyte of padding kept the whole cloud busy for half an hour
	it('answer a signature of nothing but padding as any other wrong one', async () => {
		const padding = `${'='.repeat(1_000_000)}x`;
		for (const version of ['1', '2']) {
			const body = `${encode({ ...BASE, SignatureVersion: version })}&Signature=${padding}`;
			now = NOON;
			const answer = await sendRaw(
				endpoint.port,
				`POST ${PATH} HTTP/1.1\r\nHost: ${HOST}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
			);
			expect(codeOf(answer), `version ${version}`).toBe('SignatureDoesNotMatch');
		}
	});

	it('need all their parts', async () => {
		expect(await RESULT(v2(SHA256).replace(/&Signature=.*/, ''))).toBe('403 MissingAuthenticationToken');
		expect(await RESULT(v2(SHA256).replace('AWSAccessKeyId', 'X'))).toBe('403 MissingAuthenticationToken');
		expect(await send(v2(SHA256).replace('&SignatureVersion=2', ''))).toEqual({
			result: '400 InvalidParameterValue',
			message:
				'Value () for parameter SignatureVersion is invalid. Expected 1 or 2, or signature version 4 in the Authorization header',
		});
		expect(await RESULT(v2({ ...SHA256, SignatureVersion: '3' }))).toBe('400 InvalidParameterValue');
	});
});
