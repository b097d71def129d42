import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../support/call.ts';
import { type Endpoint, listenEc2 } from '../support/endpoint.ts';
import { memoryEngine } from '../support/memory-engine.ts';
import { sendRaw } from '../support/raw.ts';
import { signV4, type V4Request } from '../support/sign-v4.ts';
import { testUser } from '../support/test-records.ts';

const NOON = Date.UTC(2008, 6, 1, 12);
const DATE = '20080701T120000Z';
const HOST = 'cloud.example:8773';
const PATH = '/services/Eucalyptus';
const USER = { accessKey: 'AK/ID/1', secretKey: 's3cr3t' };
const BODY = 'Action=DescribeRegions&Version=2016-11-15';

let now = NOON;
let endpoint: Endpoint;
beforeAll(async () => {
	const users = [testUser('alice', { queryId: USER.accessKey, secretKey: USER.secretKey })];
	endpoint = await listenEc2(memoryEngine({ users }), { now: () => now });
});
afterAll(() => endpoint.close());

async function send(octets: string, at = NOON) {
	now = at;
	const answer = await sendRaw(endpoint.port, octets);
	return codeOf(answer) === undefined ? answer.status : `${answer.status} ${codeOf(answer)}`;
}

const message = async (octets: string) =>
	/<Message>(.*)<\/Message>/.exec((await sendRaw(endpoint.port, octets)).body)?.[1];

/** A POST; `changes` are of what is signed, the rest of what is sent. */
function post(
	changes: Partial<V4Request> = {},
	{ headers = '', path = PATH, host = HOST, body = BODY, authorization = (text: string) => text } = {},
): string {
	const signed = signV4({ ...USER, date: DATE, host: HOST, headers: { 'x-amz-date': DATE }, body: BODY, ...changes });
	const { accessKey } = USER;
	const value = `AWS4-HMAC-SHA256 Credential=${accessKey}/${signed.scope}, SignedHeaders=${signed.signedHeaders}, Signature=${signed.signature}`;
	const date = headers.toLowerCase().includes('date:') ? '' : `X-Amz-Date: ${changes.date ?? DATE}\r\n`;
	return `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${date}${headers}Authorization: ${authorization(value)}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

describe('signature version 4 in the header', () => {
	it('fits each host and path that clients sign (§4.4)', async () => {
		for (const host of [HOST, 'cloud.example']) {
			for (const path of [PATH, `${PATH}/`, '/']) {
				expect(await send(post({ host, path })), `${host}${path}`).toBe(200);
				expect(await send(post({ host, path }, { path: `${PATH}/` })), `${host}${path}`).toBe(200);
			}

			expect(await send(post({ host, path: '/' }, { path: '/' }))).toBe(200);
		}

		expect(await send(post({ host: 'cloud.example:87' }))).toBe('403 SignatureDoesNotMatch');
		expect(await send(post({ host: 'cloud' }))).toBe('403 SignatureDoesNotMatch');
		expect(await send(post({ path: '/services' }))).toBe('403 SignatureDoesNotMatch');
		expect(await send(post({ path: '' }, { path: '/' }))).toBe('403 SignatureDoesNotMatch');
		expect(await send(post({ path: `${PATH}//` }))).toBe('403 SignatureDoesNotMatch');
		expect(await send(post({ host: '10.1.2.3' }, { host: '10.1.2.3:8773' }))).toBe(200);
		expect(await send(post({ host: '[fd00::12]' }, { host: '[fd00::12]:8773' }))).toBe(200);
	});

	it('takes region and service from the scope, whatever they are, but not another scope', async () => {
		for (const scope of [
			'20080701/0/127/aws4_request',
			'20080701/undefined-4711/ec2/aws4_request',
			'20080701///aws4_request',
		]) {
			expect(await send(post({ scope })), scope).toBe(200);
		}

		const other = (text: string) => text.replace('us-east-1', 'us-west-1');
		expect(await send(post({}, { authorization: other }))).toBe('403 SignatureDoesNotMatch');
	});

	it('covers each listed header: blanks inside made one, repeated ones joined, absent ones empty', async () => {
		const headers = { 'x-amz-date': DATE, 'x-custom': 'a b c' };
		expect(await send(post({ headers }, { headers: 'X-Custom:  a   b\t c \r\n' }))).toBe(200);
		expect(await send(post({ headers }, { headers: 'X-Custom: a b d\r\n' }))).toBe('403 SignatureDoesNotMatch');
		const repeated = { 'x-amz-date': DATE, 'x-custom': 'a,b' };
		expect(await send(post({ headers: repeated }, { headers: 'X-Custom: a\r\nx-custom: b\r\n' }))).toBe(200);
		expect(await send(post({ headers: { 'x-absent': '', 'x-amz-date': DATE } }))).toBe(200);
	});

	it('covers method, query and body', async () => {
		const query = 'A.1=%20%2F~&A=&Version=2016-11-15';
		expect(await send(post({ query: '', method: 'GET' }))).toBe('403 SignatureDoesNotMatch');
		expect(await send(post({ query }))).toBe('403 SignatureDoesNotMatch');
		expect(await send(post({}, { body: BODY.replace('2016-11-15', '2015-10-01') }))).toBe('403 SignatureDoesNotMatch');
		// sorted by name in bytes, also beyond the basic plane; unknown parameters come after the signature
		const names = 'A=1&A.1=2&%EF%BD%A1=3&%F0%9F%98%80=4';
		const sent = '%F0%9F%98%80=4&A.1=2&%EF%BD%A1=3&A=1';
		expect(await send(post({ query: names }, { path: `${PATH}?${sent}` }))).toBe('400 UnknownParameter');
		const wrong = names.split('&').toReversed().join('&');
		expect(await send(post({ query: wrong }, { path: `${PATH}?${sent}` }))).toBe('403 SignatureDoesNotMatch');
	});

	it('compares the hash of the body where one is given, and lets none unsigned where there is a body', async () => {
		const hash = createHash('sha256').update(BODY).digest('hex');
		const named = (bodyHash: string) => ({
			bodyHash,
			headers: { 'x-amz-content-sha256': bodyHash, 'x-amz-date': DATE },
		});
		const header = (value: string) => ({ headers: `X-Amz-Content-SHA256: ${value}\r\n` });
		expect(await send(post(named(hash), header(hash)))).toBe(200);
		expect(await send(post(named('0'.repeat(64)), header('0'.repeat(64))))).toBe('403 SignatureDoesNotMatch');
		expect(await send(post(named('UNSIGNED-PAYLOAD'), header('UNSIGNED-PAYLOAD')))).toBe('403 SignatureDoesNotMatch');
		// whatever was signed in its place
		for (const bodyHash of [hash, '', 'undefined', 'UNSIGNED-PAYLOAD']) {
			const claim = { ...named('0'.repeat(64)), bodyHash };
			expect(await send(post(claim, header('0'.repeat(64)))), bodyHash).toBe('403 SignatureDoesNotMatch');
		}

		const empty = { ...named('UNSIGNED-PAYLOAD'), query: 'Action=DescribeRegions' };
		const path = `${PATH}?Action=DescribeRegions`;
		expect(await send(post(empty, { ...header('UNSIGNED-PAYLOAD'), body: '', path }))).toBe(200);
	});

	it('takes the date from Date where X-Amz-Date is absent, in both spellings', async () => {
		const headers = (date: string) => ({ headers: { date } });
		const http = 'Tue, 01 Jul 2008 12:00:00 GMT';
		expect(await send(post(headers(http), { headers: `Date: ${http}\r\n` }))).toBe(200);
		expect(await send(post(headers(DATE), { headers: `Date: ${DATE}\r\n` }))).toBe(200);
		for (const bad of ['soon', 'x20080701T120000Z', '20080701T120000Zx']) {
			expect(await send(post(headers(bad), { headers: `Date: ${bad}\r\n` })), bad).toBe('400 IncompleteSignature');
		}
	});

	it('is refused for temporary credentials, in a header or a parameter', async () => {
		expect(await send(post({}, { headers: 'X-Amz-Security-Token: t\r\n' }))).toBe('403 InvalidClientTokenId');
		expect(await send(post({}, { path: `${PATH}?X-Amz-Security-Token=t` }))).toBe('403 InvalidClientTokenId');
		expect(await send(post({}, { path: `${PATH}?SecurityToken=t` }))).toBe('403 InvalidClientTokenId');
	});

	it('wins over signature version 2 in the same request, and other schemes are not looked at', async () => {
		expect(await send(post({ query: 'SignatureVersion=2' }, { path: `${PATH}?SignatureVersion=2` }))).toBe(200);
		const aws = 'GET /?Action=DescribeRegions HTTP/1.1\r\nHost: a\r\nAuthorization: AWS AKID:c2ln\r\n\r\n';
		expect(await send(aws)).toBe('403 MissingAuthenticationToken');
	});

	it.each([
		['AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1', 'the algorithm must be AWS4-HMAC-SHA256'],
		['/aws4_request', '/aws4_requestx', 'Credential must be KEY/DATE/REGION/SERVICE/aws4_request'],
		['/20080701/', '/2008071/', 'Credential must be KEY/DATE/REGION/SERVICE/aws4_request'],
		['AK/ID/1/', '/', 'Credential must be KEY/DATE/REGION/SERVICE/aws4_request'],
		[/Credential=[^,]*, /, '', 'Credential must be KEY/DATE/REGION/SERVICE/aws4_request'],
		['host;', '', 'host must be one of SignedHeaders'],
		[/SignedHeaders=[^,]*, /, '', 'host must be one of SignedHeaders'],
		[/Signature=./, 'Signature=', 'Signature must have 64 hexadecimal digits'],
		['Signature=', 'Signature=0', 'Signature must have 64 hexadecimal digits'],
		['Signature=', 'Signature=x', 'Signature must have 64 hexadecimal digits'],
		[/, Signature=.*/, '', 'Signature must have 64 hexadecimal digits'],
	])('is incomplete without the right parts: %s for %s', async (from, to, problem) => {
		const octets = post({}, { authorization: (text) => text.replace(from, to) });
		expect(await send(octets)).toBe('400 IncompleteSignature');
		expect(await message(octets)).toBe(`The signature data is incomplete: ${problem}`);
	});

	it.each([
		'20080702T120000Z',
		'20080701T120000',
		'20080701T12000Z',
		'x20080701T120000Z',
		'20080701T120000Zx',
		'2008070120080701T120000Z',
		'',
	])('is incomplete with the date "%s"', async (date) => {
		const octets = post({ headers: { 'x-amz-date': date } }, { headers: `X-Amz-Date: ${date}\r\n` });
		expect(await message(octets)).toContain(
			'X-Amz-Date must have the form YYYYMMDDTHHMMSSZ and the day of the credential scope',
		);
	});

	it('names a time that does not exist', async () => {
		const date = '20080701T127000Z';
		const octets = post({ date, headers: { 'x-amz-date': date } }, { headers: `X-Amz-Date: ${date}\r\n` });
		expect(await message(octets)).toBe(
			'Value (2008-07-01T12:70:00Z) for parameter X-Amz-Date is invalid. Expected a time such as 2008-07-01T12:34:56Z',
		);
	});
});

describe('signature version 4 in the URL', () => {
	const MINUTE = 60_000;

	function presigned(changes: Readonly<Record<string, string>> = {}, { resign = true, scheme = '' } = {}): string {
		const all: Record<string, string> = {
			Action: 'DescribeRegions',
			'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
			'X-Amz-Credential': `${USER.accessKey}/20080701/us-east-1/ec2/aws4_request`,
			'X-Amz-Date': DATE,
			'X-Amz-Expires': '3600',
			'X-Amz-SignedHeaders': 'host',
			...(resign ? changes : {}),
		};
		const encoded = (values: Readonly<Record<string, string>>) =>
			Object.entries(values)
				.sort(([a], [b]) => (a < b ? -1 : 1))
				.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
				.join('&');
		const { signature } = signV4({ ...USER, date: DATE, host: HOST, method: 'GET', query: encoded(all) });
		const query = encoded({ ...all, ...changes, 'X-Amz-Signature': changes['X-Amz-Signature'] ?? signature });
		return `GET ${scheme}${PATH}?${query} HTTP/1.1\r\nHost: ${HOST}\r\n\r\n`;
	}

	const without = (name: string) => presigned().replace(new RegExp(`&${name}=[^& ]*`), '');

	it('fits until its own end, also when it was signed long before', async () => {
		expect(await send(presigned())).toBe(200);
		expect(await send(presigned(), NOON + 60 * MINUTE)).toBe(200);
		expect(await send(presigned(), NOON + 60 * MINUTE + 1)).toBe('400 RequestExpired');
		expect(await send(presigned(), NOON - 15 * MINUTE)).toBe(200);
		expect(await send(presigned(), NOON - 15 * MINUTE - 1)).toBe('400 RequestExpired');
		expect(await send(presigned({ 'X-Amz-Expires': '1' }), NOON + 1000)).toBe(200);
		expect(await send(presigned({ 'X-Amz-Expires': '604800' }), NOON + 604_800_000)).toBe(200);
	});

	it('covers every parameter', async () => {
		expect(await send(presigned({ Action: 'DescribeImages' }, { resign: false }))).toBe('403 SignatureDoesNotMatch');
		expect(await send(presigned({ 'X-Amz-Expires': '7200' }, { resign: false }))).toBe('403 SignatureDoesNotMatch');
	});

	it.each(['', '0', '604801', '-1', '1.5', '1e3', 'x', '1x', 'x1', '9999999'])(
		'is refused with the life "%s"',
		async (life) => {
			const octets = presigned({ 'X-Amz-Expires': life });
			expect(await send(octets)).toBe('400 IncompleteSignature');
			expect(await message(octets)).toContain('X-Amz-Expires must be 1 to 604800 seconds');
		},
	);

	it.each([
		['X-Amz-Expires', 'X-Amz-Expires must be 1 to 604800 seconds'],
		['X-Amz-Algorithm', 'the algorithm must be AWS4-HMAC-SHA256'],
		['X-Amz-Credential', 'Credential must be KEY/DATE/REGION/SERVICE/aws4_request'],
		['X-Amz-Date', 'X-Amz-Date must have the form YYYYMMDDTHHMMSSZ'],
		['X-Amz-SignedHeaders', 'host must be one of SignedHeaders'],
		['X-Amz-Signature', 'Signature must have 64 hexadecimal digits'],
	])('is incomplete without %s', async (name, problem) => {
		expect(await message(without(name))).toContain(`The signature data is incomplete: ${problem}`);
	});

	it('with neither algorithm nor signature is none', async () => {
		const octets = without('X-Amz-Algorithm').replace(/&X-Amz-Signature=\w*/, '');
		expect(await send(octets)).toBe('403 MissingAuthenticationToken');
	});
});
