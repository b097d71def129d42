import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { Agent, get, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { ccService } from '../../../../src/runtime/wire/contracts/cc/service.ts';
import { ncService } from '../../../../src/runtime/wire/contracts/nc/service.ts';
import { createSoapService, type Handlers, listenSoap, type SoapServer } from '../../../../src/runtime/wire/server.ts';
import { ncHandlers } from '../nc-handlers.ts';

const LOOPBACK = { host: '127.0.0.1', port: 0 };
const open: SoapServer[] = [];
let directory: string;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'listen-'));
});
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));
afterAll(() => rm(directory, { recursive: true, force: true }));

const plain = { callers: [], log: silentLog };
const nc = { definition: ncService, service: createSoapService(ncService, ncHandlers, plain) };
const cc = {
	definition: ccService,
	service: createSoapService(ccService, {} as Handlers<typeof ccService>, plain),
};

async function listen(...args: Parameters<typeof listenSoap>): Promise<SoapServer> {
	const server = await listenSoap(...args);
	open.push(server);
	return server;
}

const fetchText = async (port: number, path: string, init?: RequestInit) => {
	const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
	return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};

describe('the listening server', () => {
	it('lists services with names and operations at both addresses', async () => {
		const { port } = await listen([nc, cc], LOOPBACK, silentLog);
		for (const path of ['/axis2/services', '/axis2/services/', '/services']) {
			const { status, type, text } = await fetchText(port, path);
			expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
			expect(text).toContain('EucalyptusNC');
			expect(text).toContain('<li>ncDescribeResource</li>');
			expect(text).toContain('<li>TerminateInstances</li>');
		}
	});

	it('answers the WSDL with the address that was asked', async () => {
		const { port } = await listen([nc], LOOPBACK, silentLog);
		const { status, type, text } = await fetchText(port, '/axis2/services/EucalyptusNC?wsdl');
		expect([status, type]).toEqual([200, 'text/xml; charset=utf-8']);
		expect(text).toContain(`location="http://127.0.0.1:${port}/axis2/services/EucalyptusNC"`);
	});

	it('knows no other paths', async () => {
		const { port } = await listen([nc], LOOPBACK, silentLog);
		for (const path of [
			'/',
			'/axis2/services/EucalyptusCC',
			'/axis2/services/EucalyptusNC/x',
			'/%00',
			'/axis2/services?x',
		]) {
			expect((await fetchText(port, path)).status, path).toBe(path === '/axis2/services?x' ? 200 : 404);
		}
	});

	it('refuses more than 10 MiB, announced or not, and lives on', async () => {
		const { port } = await listen([nc], LOOPBACK, silentLog);
		const announced = await new Promise<number | undefined>((resolve, reject) => {
			const headers = { 'content-length': 11 * 1024 * 1024 };
			const sent = request({ ...LOOPBACK, port, method: 'POST', path: `/${ncService.path}`, headers }, (response) => {
				resolve(response.statusCode);
				sent.destroy();
			});
			sent.on('error', reject);
			sent.flushHeaders();
		});
		expect(announced).toBe(413);
		const sent = await floodUntilClosed(port);
		expect(sent).toBeGreaterThan(10 * 1024 * 1024);
		expect(sent).toBeLessThan(40 * 1024 * 1024);
		expect((await fetchText(port, '/services')).status).toBe(200);
	});

	it('says which address is in use', async () => {
		const { port } = await listen([nc], LOOPBACK, silentLog);
		await expect(listenSoap([nc], { host: '127.0.0.1', port }, silentLog)).rejects.toMatchObject({
			code: 'WIRE_ADDRESS_IN_USE',
			values: { address: `127.0.0.1:${port}` },
		});
		await expect(listenSoap([nc], { host: '192.0.2.1', port: 0 }, silentLog)).rejects.toMatchObject({
			code: 'WIRE_ADDRESS',
		});
	});

	it('ends idle connections when it closes, and answers what is under way', async () => {
		const reached = Promise.withResolvers<void>();
		let release: () => void = () => undefined;
		const gate = new Promise<void>((resolve) => {
			release = resolve;
		});
		const slow = {
			definition: ncService,
			service: async () => {
				reached.resolve();
				await gate;
				return { status: 200, contentType: 'text/plain', body: 'done' };
			},
		};
		const server = await listenSoap([slow], LOOPBACK, silentLog);
		const agent = new Agent({ keepAlive: true });
		await new Promise((resolve) =>
			get({ ...LOOPBACK, port: server.port, path: '/services', agent }, (r) => r.resume().on('end', resolve)),
		);
		const underWay = fetchText(server.port, `/${ncService.path}`, { method: 'POST' });
		await reached.promise;
		const started = performance.now();
		const closed = server.close();
		release();
		expect((await underWay).text).toBe('done');
		await closed;
		// an idle one that is left alone ends after half a minute: no busy machine takes that long
		expect(performance.now() - started).toBeLessThan(25_000);
		agent.destroy();
		await server.close();
	});

	it('holds a thousand listeners in one process', async () => {
		const before = process.memoryUsage().heapUsed;
		const servers = await Promise.all(Array.from({ length: 1000 }, () => listen([nc], LOOPBACK, silentLog)));
		expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
		expect(new Set(servers.map(({ port }) => port)).size).toBe(1000);
		expect((await fetchText(servers[999]?.port ?? 0, '/services')).status).toBe(200);
	});
});

describe('on a socket path', () => {
	const ask = (socketPath: string) =>
		new Promise<number | undefined>((resolve, reject) => {
			get({ socketPath, path: '/services' }, (response) => resolve(response.resume().statusCode)).on('error', reject);
		});

	it('serves any local web server, and removes the file when it closes', async () => {
		const socketPath = join(directory, 'nc.sock');
		const server = await listenSoap([nc], { socketPath }, silentLog);
		expect(server.port).toBe(0);
		expect((await stat(socketPath)).mode & 0o777).toBe(0o666);
		expect(await ask(socketPath)).toBe(200);
		await server.close();
		expect(existsSync(socketPath)).toBe(false);
	});

	it('replaces the file of a killed process, but not that of a living one', async () => {
		const socketPath = join(directory, 'dead.sock');
		const program = `require('net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`;
		spawnSync(process.execPath, ['-e', program]);
		expect(existsSync(socketPath)).toBe(true);
		await listen([nc], { socketPath }, silentLog);
		expect(await ask(socketPath)).toBe(200);
		await expect(listenSoap([nc], { socketPath }, silentLog)).rejects.toMatchObject({ code: 'WIRE_ADDRESS_IN_USE' });
		expect(await ask(socketPath)).toBe(200);
	});

	it('leaves a file that is no socket alone', async () => {
		const socketPath = join(directory, 'notes.txt');
		await writeFile(socketPath, 'mine');
		await expect(listenSoap([nc], { socketPath }, silentLog)).rejects.toMatchObject({ code: 'WIRE_ADDRESS_IN_USE' });
		expect(existsSync(socketPath)).toBe(true);
	});
});

it('half a request keeps nobody else waiting', async () => {
	const { port } = await listen([nc], LOOPBACK, silentLog);
	const socket = connect(port, '127.0.0.1');
	socket.write(`POST /${ncService.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf`);
	expect((await fetchText(port, '/services')).status).toBe(200);
	socket.destroy();
});

const MOST_SENT = 64 * 1024 * 1024;

/** Sends a body without announced length until the server ends the connection; the number of bytes that were sent. */
function floodUntilClosed(port: number): Promise<number> {
	return new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		const chunk = Buffer.alloc(256 * 1024, 'x');
		let sent = 0;
		const sendMore = () => {
			// A client that goes on sending into a closed connection never sees its end, and fills the memory.
			if (sent > MOST_SENT) {
				socket.destroy();
				return;
			}

			sent += chunk.length;
			socket.write(`${chunk.length.toString(16)}\r\n`);
			socket.write(chunk);
			socket.write('\r\n', () => setImmediate(() => (socket.writable ? sendMore() : undefined)));
		};
		socket.on('error', () => undefined);
		socket.on('close', () => resolve(sent));
		socket.write(`POST /${ncService.path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`);
		sendMore();
	});
}
