import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { sendRaw } from '../support/raw.ts';
import { testImage, testUser } from '../support/test-records.ts';

const KEY = 'AKIDEXAMPLE00000001';
const NOON = Date.UTC(2008, 6, 1, 12, 0, 0);
const PARAMETERS =
	'Action=RunInstances&Version=2008-02-01&AWSAccessKeyId=AKIDEXAMPLE00000001&ImageId=emi-3A5B1C2D&MinCount=1&MaxCount=2' +
	'&KeyName=my%20key%2B1~*&SecurityGroup.1=default&Timestamp=2008-07-01T12%3A00%3A00Z';
const V1 = `${PARAMETERS}&SignatureVersion=1&Signature=WKZ8C102d0yLl4ZYnmKV3nGNl58%3D`;
const V2 = `${PARAMETERS}&SignatureVersion=2&SignatureMethod=HmacSHA256&Signature=676DGdbJAdInvxv6cI%2F57P1UEnll8ZuZ3jaJQsUDPb8%3D`;
const V2_SHA1 = `${PARAMETERS}&SignatureVersion=2&SignatureMethod=HmacSHA1&Signature=b5ntsw2favbcdoj6c91RgbqRDHI%3D`;
const V4_BODY = 'Action=DescribeInstances&Version=2016-11-15&InstanceId.1=i-3F2A07B1';
const V4_SIGNATURE = 'fbe187266dc179812b2344f2b84c20cb99286e7192338bba82820d314d31a03f';

function post(body: string, { path = '/services/Eucalyptus', host = 'cloud.example:8773', headers = '' } = {}): string {
	return `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\r\n${headers}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
}

function v4(separator = ', ', changes: { scope?: string; signature?: string; date?: string } = {}): string {
	const {
		scope = '20080701/us-east-1/ec2/aws4_request',
		signature = V4_SIGNATURE,
		date = '20080701T120000Z',
	} = changes;
	const parts = [`Credential=${KEY}/${scope}`, 'SignedHeaders=content-type;host;x-amz-date', `Signature=${signature}`];
	return `X-Amz-Date: ${date}\r\nAuthorization: AWS4-HMAC-SHA256 ${parts.join(separator)}\r\n`;
}

describe('the signatures of the specification', () => {
	let now = NOON;
	let endpoint: Endpoint;
	const example = { queryId: KEY, secretKey: 'exampleSecretKey0123456789' };
	const users = [testUser('alice', { ...example, allowSignatureV1: true })];
	const engine = memoryEngine({ users, images: [testImage('emi-3A5B1C2D')], places: 100_000 });
	engine.keys.push({ id: 'key-1', owner: 'alice', name: 'my key+1~*', fingerprint: '', publicKey: '', createdAt: 0 });
	beforeAll(async () => {
		endpoint = await listenEc2(engine, { now: () => now });
	});
	afterAll(() => endpoint.close());
	const send = async (octets: string, at = NOON) => {
		now = at;
		return await sendRaw(endpoint.port, octets);
	};

	it.each([
		['version 1', V1],
		['version 1 without padding', V1.replace('%3D', '')],
		['version 2 with SHA-256', V2],
		['version 2 with SHA-1', V2_SHA1],
	])('fit: %s', async (_, body) => {
		expect((await send(post(body))).body).toContain('<RunInstancesResponse');
	});

	it.each([
		['another spelling of the path', { path: '/services/Eucalyptus/' }],
		['another host in version 1', { host: 'elsewhere' }, V1],
	])('fit with %s', async (_, where, body = V2) => {
		expect((await send(post(body, where))).body).toContain('<RunInstancesResponse');
	});

	it('of version 2 do not fit another host, port or method', async () => {
		for (const host of ['other.example:8773', 'cloud.example:8774', 'cloud.example']) {
			expect((await send(post(V2, { host }))).body).toContain('SignatureDoesNotMatch');
		}

		const get = `GET /services/Eucalyptus?${V2} HTTP/1.1\r\nHost: cloud.example:8773\r\n\r\n`;
		expect((await send(get)).body).toContain('SignatureDoesNotMatch');
	});

	it('of version 1 are refused unless the administrator allows them', async () => {
		const other = await listenEc2(memoryEngine({ users: [testUser('alice', example)] }), { now: () => NOON });
		const answer = await sendRaw(other.port, post(V1));
		await other.close();
		expect(answer.status).toBe(401);
		expect(answer.body).toContain('Signature version 1 is switched off');
	});

	it.each([', ', ','])('of version 4 fit with parts separated by "%s"', async (separator) => {
		const answer = await send(post(V4_BODY, { headers: v4(separator) }));
		expect(answer.body).toContain('InvalidInstanceID.NotFound');
	});

	it('of version 4 do not fit another body, another scope or another hash of the body', async () => {
		const wrong = [
			post(V4_BODY.replace('B1', 'B2'), { headers: v4() }),
			post(V4_BODY, { headers: v4(', ', { scope: '20080701/us-west-1/ec2/aws4_request' }) }),
			post(V4_BODY, { headers: `${v4()}X-Amz-Content-SHA256: ${'0'.repeat(64)}\r\n` }),
			post(V4_BODY, { headers: `${v4()}X-Amz-Content-SHA256: UNSIGNED-PAYLOAD\r\n` }),
		];
		for (const octets of wrong) {
			const answer = await send(octets);
			expect(answer.body).toContain('SignatureDoesNotMatch');
			expect(answer.status).toBe(403);
		}
	});

	it.each([
		['an unknown algorithm', 'Authorization: AWS4-HMAC-MD5 Credential=a\r\n'],
		['no credential', 'Authorization: AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00\r\n'],
		['a host that is not signed', v4().replace(';host', '')],
		['a date of another day than the scope', v4(', ', { date: '20080702T120000Z' })],
		['a signature that is none', v4(', ', { signature: 'zz' })],
	])('of version 4 are incomplete with %s', async (_, headers) => {
		const answer = await send(post(V4_BODY, { headers }));
		expect(answer.body).toContain('<Code>IncompleteSignature</Code>');
		expect(answer.status).toBe(400);
	});

	it('are valid for 15 minutes either way, and the refusal names the time of the server', async () => {
		const minute = 60_000;
		for (const [offset, code] of [
			[15 * minute, 'RunInstancesResponse'],
			[-15 * minute, 'RunInstancesResponse'],
			[15 * minute + 1, 'RequestExpired'],
			[-15 * minute - 1, 'RequestExpired'],
		] as const) {
			expect((await send(post(V2), NOON + offset)).body).toContain(code);
		}

		const late = await send(post(V2), NOON + 60 * minute);
		expect(late.body).toContain('its timestamp is 60 minutes old. The time of this server is 2008-07-01T13:00:00.000Z');
		expect(late.status).toBe(400);
		expect((await send(post(V4_BODY, { headers: v4() }), NOON + 60 * minute)).body).toContain('RequestExpired');
	});

	it.each([
		['no signature at all', 'Action=DescribeInstances', 'MissingAuthenticationToken', 403],
		['an unknown access key', V2.replace(KEY, 'AKIDNOBODY'), 'AuthFailure', 401],
		[
			'a version that does not exist',
			V2.replace('SignatureVersion=2', 'SignatureVersion=3'),
			'InvalidParameterValue',
			400,
		],
		['a method that does not exist', V2.replace('HmacSHA256', 'HmacMD5'), 'InvalidParameterValue', 400],
		['a time that is none', V2.replace('2008-07-01T', '2008-07-41T'), 'InvalidParameterValue', 400],
		['no time', V2.replace('Timestamp=', 'KernelId='), 'MissingParameter', 400],
		['temporary credentials', `${V2}&SecurityToken=x`, 'InvalidClientTokenId', 403],
		['an empty signature', V2.replace(/Signature=.*/, 'Signature='), 'SignatureDoesNotMatch', 403],
	])('are refused: %s', async (_, body, code, status) => {
		const answer = await send(post(body));
		expect(answer.body).toContain(`<Code>${code}</Code>`);
		expect(answer.status).toBe(status);
	});

	it('of a disabled user are answered as an unknown key', async () => {
		const disabled = memoryEngine({ users: [testUser('alice', { ...example, enabled: false })] });
		const other = await listenEc2(disabled, { now: () => NOON });
		const answer = await sendRaw(other.port, post(V2));
		await other.close();
		const unknown = await send(post(V2.replace(KEY, 'AKIDNOBODY')));
		const withoutId = (body: string) => body.replace(/<RequestID>.*/, '');
		expect(withoutId(answer.body)).toBe(withoutId(unknown.body));
	});
});
