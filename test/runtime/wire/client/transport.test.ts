import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { createSoapClient } from '../../../../src/runtime/wire/client.ts';
import { ncService } from '../../../../src/runtime/wire/contracts/nc/service.ts';
import { createSoapService, type SoapResponse } from '../../../../src/runtime/wire/server.ts';
import { makeIdentities } from '../identities.ts';
import { ncHandlers } from '../nc-handlers.ts';

let ids: Awaited<ReturnType<typeof makeIdentities>>;
const open: { close(): unknown }[] = [];

beforeAll(async () => {
	ids = await makeIdentities();
});
afterEach(() => {
	for (const each of open.splice(0)) {
		each.close();
	}
});

type Answering = (body: Buffer, response: ServerResponse, socket: Socket) => void | Promise<void>;

/** A web server that treats requests as the test wants; `requests` counts them. */
async function serve(answer: Answering): Promise<{ readonly url: string; readonly requests: () => number }> {
	let requests = 0;
	const server: Server = createServer(async (request, response) => {
		requests += 1;
		const chunks: Buffer[] = [];
		for await (const chunk of request as AsyncIterable<Buffer>) {
			chunks.push(chunk);
		}

		await answer(Buffer.concat(chunks), response, request.socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	open.push({
		close() {
			server.close();
			server.closeAllConnections();
		},
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${ncService.path}`,
		requests: () => requests,
	};
}

function connect(url: string, timeoutMs = 5000) {
	const trustedCertificates = [ids.node.certificatePem];
	const client = createSoapClient(ncService, { url, identity: ids.cluster, trustedCertificates, timeoutMs });
	open.push(client);
	return client;
}

function nodeController(): (body: Buffer) => Promise<SoapResponse> {
	const service = createSoapService(ncService, ncHandlers, {
		identity: ids.node,
		callers: [{ role: 'cluster controller', certificatePem: ids.cluster.certificatePem }],
		log: silentLog,
	});
	return (body) => service({ method: 'POST', url: '/', soapAction: undefined, body });
}

const send = (response: ServerResponse, { status, body }: SoapResponse) => response.writeHead(status).end(body);
const all = { userId: 'eucalyptus', instanceIds: [] };

describe('no answer', () => {
	it('is told as unreachable when nothing listens', async () => {
		const { url } = await serve(() => undefined);
		open.pop()?.close();
		await expect(connect(url).ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_UNREACHABLE',
			message: expect.stringContaining('connection refused'),
			values: { service: 'EucalyptusNC', operation: 'ncDescribeInstances', url },
		});
	});

	it('is told as unreachable when the host has no such name, and when the connection breaks', async () => {
		await expect(connect('http://no-such-host.invalid:1/x').ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_UNREACHABLE',
		});
		const { url } = await serve((_body, _response, socket) => void socket.destroy());
		await expect(connect(url).ncDescribeInstances(all)).rejects.toMatchObject({ code: 'REMOTE_UNREACHABLE' });
	});

	it('is told as timed out, whether nothing comes or half of it, and the limit of one call wins', async () => {
		const silent = await serve(() => undefined);
		const half = await serve((_body, response) => void response.writeHead(200).write('<s:Env'));
		for (const { url } of [silent, half]) {
			await expect(connect(url).ncDescribeInstances(all, { timeoutMs: 100 })).rejects.toMatchObject({
				code: 'REMOTE_TIMED_OUT',
				values: { timeoutMs: 100 },
			});
		}
	});

	it('is not waited for after the caller gave up', async () => {
		const { url } = await serve(() => undefined);
		const giveUp = new AbortController();
		const call = connect(url).ncDescribeInstances(all, { signal: giveUp.signal });
		setTimeout(() => giveUp.abort(new Error('enough')), 50);
		await expect(call).rejects.toThrow('enough');
		const late = connect(url).ncDescribeInstances(all, { signal: AbortSignal.abort(new Error('before')) });
		await expect(late).rejects.toThrow('before');
	});

	it('is told as unreachable when only the web server in front of the service is there', async () => {
		const { url } = await serve((_body, response) => void response.writeHead(503).end('<html><p>Service Unavailable'));
		await expect(connect(url).ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_UNREACHABLE',
			message: expect.stringContaining('HTTP 503'),
		});
	});
});

describe('an answer that cannot be used', () => {
	it.each([
		['a page of another web server', 404, '<html><body>Not found<br></body></html>'],
		['nothing', 200, ''],
		['a document type', 200, '<!DOCTYPE x><x/>'],
	])('is told with the HTTP status: %s', async (_what, status, text) => {
		const { url } = await serve((_body, response) => void response.writeHead(status).end(text));
		await expect(connect(url).ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_ANSWER_INVALID',
			values: { status },
		});
	});

	it('is refused when it is larger than 10 MiB', async () => {
		const { url } = await serve((_body, response) => void response.writeHead(200).end('x'.repeat(11 * 1024 * 1024)));
		await expect(connect(url).ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_ANSWER_INVALID',
			message: expect.stringContaining('too large'),
		});
	});

	it('is refused when it is the good answer to another request', async () => {
		const answer = nodeController();
		let first: SoapResponse | undefined;
		const { url } = await serve(async (body, response) => {
			first ??= await answer(body);
			send(response, first);
		});
		const client = connect(url);
		await client.ncDescribeInstances(all);
		await expect(client.ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_ANSWER_UNTRUSTED',
			message: expect.stringContaining('not to this request'),
		});
	});

	it('is refused when it was changed on the way', async () => {
		const answer = nodeController();
		const { url } = await serve(async (body, response) => {
			const { status, body: text } = await answer(body);
			response.writeHead(status).end(text.replace('>true<', '>false<'));
		});
		const call = connect(url).ncRebootInstance({ userId: 'alice', instanceId: 'i-1' });
		await expect(call).rejects.toMatchObject({ code: 'REMOTE_ANSWER_UNTRUSTED' });
	});
});

describe('a kept connection that turns out to be closed', () => {
	it('is replaced, and the message is sent once more', async () => {
		const answer = nodeController();
		let dropped = 0;
		const { url, requests } = await serve(async (body, response, socket) => {
			if (requests() === 2) {
				dropped += 1;
				socket.resetAndDestroy();
				return;
			}

			send(response, await answer(body));
		});
		const client = connect(url);
		await client.ncDescribeInstances(all);
		expect(await client.ncDescribeInstances(all)).toEqual({ instances: [] });
		expect([dropped, requests()]).toEqual([1, 3]);
	});

	it('never makes the service act twice: if the message had arrived, the call ends as unreachable', async () => {
		const answer = nodeController();
		let acted = 0;
		const { url, requests } = await serve(async (body, response, socket) => {
			const result = await answer(body);
			acted += result.status === 200 ? 1 : 0;
			if (requests() === 2) {
				socket.resetAndDestroy();
			} else {
				send(response, result);
			}
		});
		const client = connect(url);
		await client.ncDescribeInstances(all);
		await expect(client.ncDescribeInstances(all)).rejects.toMatchObject({
			code: 'REMOTE_UNREACHABLE',
			message: expect.stringContaining('after the message had arrived'),
		});
		expect(acted).toBe(2);
	});
});

describe('before anything is sent', () => {
	it('a wrong address and a message that is too large are refused', async () => {
		expect(() => connect('https://x/')).toThrow(expect.objectContaining({ code: 'WIRE_URL' }));
		expect(() => connect('node7')).toThrow(expect.objectContaining({ code: 'WIRE_URL' }));
		const { url, requests } = await serve(() => undefined);
		const call = connect(url).ncDescribeInstances({ userId: 'x'.repeat(11 * 1024 * 1024), instanceIds: [] });
		await expect(call).rejects.toMatchObject({ code: 'XML_TOO_LARGE' });
		expect(requests()).toBe(0);
	});
});
