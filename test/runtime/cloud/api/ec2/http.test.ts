import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, codeOf, signedQuery } from './support/call.ts';
import { type Endpoint, listenEc2 } from './support/endpoint.ts';
import { memoryEngine } from './support/memory-engine.ts';
import { sendRaw } from './support/raw.ts';
import { testUser } from './support/test-records.ts';

const alice = testUser('alice');
const engine = memoryEngine();
let endpoint: Endpoint;
/** One that waits for slow clients only for a moment. */
let impatient: Endpoint;
const PATIENT = { timeout: 60_000 };
let host: string;

beforeAll(async () => {
	endpoint = await listenEc2(engine);
	impatient = await listenEc2(engine, { headersMs: 400, settings: { bodyTimeoutMs: 400 } });
	host = `127.0.0.1:${endpoint.port}`;
});
afterAll(() => Promise.all([endpoint.close(), impatient.close()]));

const query = () => signedQuery(alice, host, { Action: 'DescribeRegions' }, Date.now());
const isErrorDocument = /^<\?xml[^>]*>\n<Response><Errors><Error><Code>\w+<\/Code><Message>[^<]+<\/Message>/;

describe('HTTP as clients speak it', () => {
	const good = (octets: string | Buffer) =>
		sendRaw(endpoint.port, octets).then(({ status, body }) => [status, /<(\w+)[ >]/.exec(body.slice(39))?.[1]]);
	const answered = [200, 'DescribeRegionsResponse'];

	it('HTTP 1.0 without Host is answered as far as signatures allow, and with Host in full', async () => {
		expect(await good(`GET /services/Eucalyptus?${query()} HTTP/1.0\r\nHost: ${host}\r\n\r\n`)).toEqual(answered);
		expect((await good(`GET /services/Eucalyptus?${query()} HTTP/1.0\r\n\r\n`))[0]).toBe(403);
	});

	it('HTTP 1.1 without Host, which covers nothing that was signed', async () => {
		const answer = await sendRaw(endpoint.port, `GET /services/Eucalyptus?${query()} HTTP/1.1\r\n\r\n`);
		expect([answer.status, codeOf(answer)]).toEqual([403, 'SignatureDoesNotMatch']);
	});

	it('the whole URL in the request line', async () => {
		const line = `GET http://${host}/services/Eucalyptus?${query()} HTTP/1.1`;
		expect(await good(`${line}\r\nHost: ${host}\r\n\r\n`)).toEqual(answered);
	});

	it('a body in chunks, with extensions and trailers', async () => {
		const body = signedBody();
		const half = Math.floor(body.length / 2);
		const chunk = (part: string) => `${part.length.toString(16)};x=y\r\n${part}\r\n`;
		const chunks = `${chunk(body.slice(0, half))}${chunk(body.slice(half))}0\r\nX-Trailer: z\r\n\r\n`;
		expect(await good(post('Transfer-Encoding: chunked', chunks))).toEqual(answered);
	});

	it('Expect: 100-continue, as curl sends it', async () => {
		const socket = connect(endpoint.port, '127.0.0.1');
		let text = '';
		socket.on('data', (data: Buffer) => {
			text += data.toString();
		});
		const body = signedBody();
		socket.write(post(`Expect: 100-continue\r\nConnection: close\r\nContent-Length: ${body.length}`, ''));
		await expect.poll(() => text, PATIENT).toContain('HTTP/1.1 100 Continue');
		socket.write(body);
		await expect.poll(() => text, PATIENT).toContain('<DescribeRegionsResponse');
		socket.destroy();
	});

	it('a compressed body, but none that unpacks to more than is allowed', async () => {
		const packed = (plain: Buffer | string) => {
			const body = gzipSync(plain);
			const head = post(`Content-Encoding: gzip\r\nContent-Length: ${body.length}`, '');
			return sendRaw(endpoint.port, Buffer.concat([Buffer.from(head), body]));
		};
		expect((await packed(signedBody())).status).toBe(200);
		const bomb = await packed(Buffer.alloc(64 * 1024 * 1024, 'a=&'));
		expect([bomb.status, codeOf(bomb)]).toEqual([413, 'RequestEntityTooLarge']);
		const broken = await sendRaw(endpoint.port, post('Content-Encoding: gzip\r\nContent-Length: 5', 'plain'));
		expect([broken.status, codeOf(broken)]).toEqual([415, 'UnsupportedMediaType']);
		const unknown = await sendRaw(endpoint.port, post('Content-Encoding: br\r\nContent-Length: 5', 'plain'));
		expect([unknown.status, codeOf(unknown)]).toEqual([415, 'UnsupportedMediaType']);
	});

	it('several requests on one connection, also sent at once', async () => {
		const socket = connect(endpoint.port, '127.0.0.1');
		let text = '';
		socket.on('data', (data: Buffer) => {
			text += data.toString();
		});
		const request = () => `GET /services/Eucalyptus?${query()} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
		const answers = () => text.match(/<DescribeRegionsResponse/g)?.length;
		socket.write(request());
		await expect.poll(answers, PATIENT).toBe(1);
		socket.write(request() + request());
		await expect.poll(answers, PATIENT).toBe(3);
		expect(text).not.toContain('Connection: close');
		socket.destroy();
	});

	it('the parameters of URL and body together', async () => {
		const [first, ...rest] = signedBody('/services/Eucalyptus').split('&');
		const body = rest.join('&');
		const head = `POST /services/Eucalyptus?${first} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${body.length}\r\n\r\n`;
		expect(await good(head + body)).toEqual(answered);
	});

	it.each(['', '/'])('any content type, and the path with and without an end: %j', async (end) => {
		const body = signedBody(`/services/Eucalyptus${end}`);
		for (const type of [
			'',
			'Content-Type: text/plain\r\n',
			'Content-Type: APPLICATION/X-WWW-Form-UrlEncoded;a=b\r\n',
		]) {
			const head = `POST /services/Eucalyptus${end} HTTP/1.1\r\nHost: ${host}\r\n${type}Content-Length: ${body.length}\r\n\r\n`;
			expect(await good(head + body)).toEqual(answered);
		}
	});
});

describe('a path that is none of the three (spec/ec2-api §1)', () => {
	const paths = [
		'/services/Walrus',
		'/services/Walrus/bucket/key',
		'/services/EucalyptusX',
		'/services/Eucalyptus//',
		'/services/eucalyptus',
		'/services/Eucalyptus/x',
		'/index.html',
		'//',
		'/services/Eucalyptus%2F',
		'/services/Eucalyptus;a=b',
		`http://127.0.0.1/elsewhere`,
	];

	it.each(paths)('%s: not found, whatever is asked and however it is signed', async (path) => {
		const signed = signedQuery(alice, host, { Action: 'DescribeRegions' }, Date.now(), { path });
		for (const queryString of ['', '?Action=DescribeRegions', `?${signed}`, '?wsdl']) {
			const answer = await sendRaw(endpoint.port, `GET ${path}${queryString} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
			expect([answer.status, codeOf(answer)]).toEqual([404, 'NotFound']);
			expect(answer.body).toMatch(isErrorDocument);
			expect(answer.head.toLowerCase()).toContain('content-type: text/xml;charset=utf-8');
		}
	});

	it('is told to SOAP clients in a fault', async () => {
		for (const head of ['SOAPAction: "DescribeRegions"\r\n', '']) {
			const body = '<Envelope/>';
			const octets = `POST /elsewhere HTTP/1.1\r\nHost: a\r\n${head}Content-Length: ${body.length}\r\n\r\n${body}`;
			const { status, body: fault } = await sendRaw(endpoint.port, octets);
			expect(status).toBe(500);
			expect(fault).toMatch(/faultcode>[^<]*Client\.NotFound</);
		}
	});
});

describe('what is no good request is answered with an error document', () => {
	it.each([
		['HEAD', 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 405],
		['OPTIONS', 'OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n', 405],
		['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 405],
		['DELETE with a body', 'DELETE / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx', 405],
		['TRACE', 'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n', 405],
		[
			'a body of JSON',
			'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"Action":"x"}',
			400,
		],
		[
			'a form in parts',
			'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 5\r\n\r\n--x--',
			400,
		],
		['an upgrade', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 400],
		['no HTTP', 'hello\r\n\r\n', 400],
		['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
		['a method that is none', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
		['a version that is none', 'GET / HTTP/9.7\r\nHost: a\r\n\r\n', 400],
		['a header without colon', 'GET / HTTP/1.1\r\nHost a\r\n\r\n', 400],
		['NUL in a header', 'GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n', 400],
		['a length that is none', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n', 400],
		['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
		[
			'length and chunks',
			'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
			400,
		],
		['headers without end', `GET / HTTP/1.1\r\n${'X-Y: z\r\n'.repeat(20_000)}`, 431],
		['a URL without end', `GET /?${'a'.repeat(200_000)}`, 431],
		['headers that come too slowly', 'GET / HTTP/1.1\r\nHost: a\r\nX-', 408],
		['a body that comes too slowly', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\nAction=', 408],
		[
			'a body without end',
			`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n${'a'.repeat(4_000_000)}`,
			413,
		],
		['a body announced as endless', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n', 413],
	])('%s', async (what, octets, status) => {
		const answer = await sendRaw((status === 408 ? impatient : endpoint).port, octets);
		expect(answer.status).toBe(status);
		expect(answer.head.toLowerCase()).toContain('content-type: text/xml;charset=utf-8');
		if (what !== 'HEAD') {
			expect(answer.body).toMatch(isErrorDocument);
		}
	});

	it('bad chunks end the connection without harm', async () => {
		const octets = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n';
		await sendRaw(endpoint.port, octets).catch(() => undefined);
		expect((await call(endpoint.port, alice, { Action: 'DescribeRegions' })).status).toBe(200);
	});

	it('a million parameters, in time linear in their number', async () => {
		const large = await listenEc2(engine, { settings: { maxBodyBytes: 32 * 1024 * 1024 } });
		const different = Array.from({ length: 1_000_000 }, (_, i) => `a.${i}=`).join('&');
		for (const body of [different, 'a=&'.repeat(1_000_000), '&'.repeat(1_000_000), '='.repeat(1_000_000)]) {
			const before = process.threadCpuUsage();
			const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`;
			const answer = await sendRaw(large.port, head + body);
			expect(answer.status).toBe(400);
			expect(answer.body).toMatch(isErrorDocument);
			// a second of this thread's own time, whatever else the machine does; hours where it is quadratic
			expect(process.threadCpuUsage(before).user).toBeLessThan(20_000_000);
		}

		await large.close();
	});
});

describe('slow and half-open clients', () => {
	const starts = [
		'',
		'GET / HT',
		'GET / HTTP/1.1\r\nX: y\r\n',
		'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\na',
	];
	const openMany = ({ port }: Endpoint) =>
		Promise.all(Array.from({ length: 200 }, (_, i) => open(port, starts[i % starts.length] ?? '')));

	it('cost others nothing', async () => {
		const sockets = await openMany(endpoint);
		for (let i = 0; i < 5; i += 1) {
			expect((await call(endpoint.port, alice, { Action: 'DescribeRegions' })).status).toBe(200);
		}

		for (const socket of sockets) {
			socket.destroy();
		}
	});

	it('are let go', async () => {
		const sockets = await openMany(impatient);
		// some go on, one octet after the other
		const drip = setInterval(() => {
			for (const socket of sockets) {
				if (socket.writable) {
					socket.write('x');
				}
			}
		}, 100);
		try {
			await expect.poll(() => sockets.filter((socket) => !socket.destroyed).length, PATIENT).toBe(0);
		} finally {
			clearInterval(drip);
		}
	});

	it('that close their half at once still get their answer', async () => {
		const socket = connect({ port: endpoint.port, host: '127.0.0.1', allowHalfOpen: true });
		let text = '';
		socket.on('data', (data: Buffer) => {
			text += data.toString();
		});
		socket.end(`GET /services/Eucalyptus?${query()} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
		await expect.poll(() => text, PATIENT).toContain('</DescribeRegionsResponse>');
		socket.destroy();
	});
});

function open(port: number, start: string): Promise<Socket> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => {
			socket.write(start);
			resolve(socket);
		});
		socket.on('error', () => socket.destroy());
		socket.resume();
	});
}

function signedBody(path = '/services/Eucalyptus'): string {
	return signedQuery(alice, host, { Action: 'DescribeRegions' }, Date.now(), { method: 'POST', path });
}

function post(headers: string, body: string): string {
	return `POST /services/Eucalyptus HTTP/1.1\r\nHost: ${host}\r\n${headers}\r\n\r\n${body}`;
}
