import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { layout } from '../../../src/common/layout.ts';
import { ccService } from '../../../src/runtime/wire/contracts/cc/service.ts';
import { eventually } from './helpers/eventually.ts';
import { makePrefix } from './helpers/prefix.ts';
import { Bench, room } from './helpers/test-cluster.ts';

const bench = new Bench();
afterEach(() => bench.end());

const main = join(import.meta.dirname, '../../../src/runtime/cluster/main.ts');
interface Process {
	readonly child: ChildProcess;
	readonly ended: Promise<{ code: number | null; stderr: string }>;
}

function start(conf: string, ...args: string[]): Process {
	const child = spawn(process.execPath, [main, '-c', conf, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
	let stderr = '';
	child.stderr.on('data', (data) => {
		stderr += String(data);
	});
	const ended = once(child, 'close').then(([code]) => ({ code, stderr }));
	bench.onEnd(async () => {
		child.kill('SIGKILL');
		await ended;
	});
	return { child, ended };
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	return typeof address === 'object' && address !== null ? address.port : 0;
}

it('runs until SIGTERM, takes NODES in anew on SIGHUP, and keeps the old list when the file is wrong', async () => {
	const prefix = await bench.directory();
	const nodes = (await bench.nodes(2)).map(({ url }) => new URL(url).host);
	const conf = await makePrefix(prefix, { NODES: nodes[0] ?? '' });
	const port = await freePort();
	const { child, ended } = start(conf, '--listen', `127.0.0.1:${port}`);
	const cc = bench.client(`http://127.0.0.1:${port}/${ccService.path}`);
	await eventually(async () => expect(await room(cc)).toEqual({ max: 8, free: 8 }));
	expect(await readFile(`/proc/${child.pid}/cmdline`, 'utf8')).toContain('euca');

	await makePrefix(prefix, { NODES: nodes.join(' ') });
	child.kill('SIGHUP');
	await eventually(async () => expect((await room(cc)).max).toBe(16));
	await makePrefix(prefix, { NODES: '' }); // the last node is drained, or gone
	child.kill('SIGHUP');
	await eventually(async () => expect((await room(cc)).max).toBe(0));
	await makePrefix(prefix, { NODES: nodes.join(' ') });
	child.kill('SIGHUP');
	await eventually(async () => expect((await room(cc)).max).toBe(16));
	await writeFile(conf, 'NODES="a b" c');
	child.kill('SIGHUP');
	const log = () => readFile(join(layout(prefix).log, 'cc.log'), 'utf8');
	await eventually(async () => expect(await log()).toContain('the old list stays'));
	expect((await room(cc)).max).toBe(16);

	child.kill('SIGTERM');
	expect(await ended).toEqual({ code: 0, stderr: '' });
	await expect(stat(join(layout(prefix).run, 'euca-cc.pid'))).rejects.toThrow('ENOENT');
});

it('listens on the socket that Apache forwards to, and is started once only', async () => {
	const prefix = await bench.directory();
	const conf = await makePrefix(prefix, { NODES: '127.0.0.1:1' });
	start(conf);
	const { run } = layout(prefix);
	await eventually(async () => expect((await stat(join(run, 'cc.sock'))).isSocket()).toBe(true));
	const second = await start(conf).ended;
	expect(second.code).toBe(2);
	expect(second.stderr).toContain('already runs');
});

it.each([
	['no node', { NODES: '' }, 'NODES is empty'],
	['an unknown scheduling policy', { SCHEDPOLICY: 'RANDOM' }, 'GREEDY, ROUNDROBIN'],
	['an unknown network mode', { VNET_MODE: 'MAGIC' }, 'SYSTEM, STATIC'],
	['STATIC without its keys', { VNET_MODE: 'STATIC' }, 'VNET_SUBNET'],
	['a node with a port that is none', { NODES: 'a:99999' }, '99999'],
])('refuses to start with %s and says so', async (_what, settings, text) => {
	const prefix = await bench.directory();
	const { code, stderr } = await start(await makePrefix(prefix, { NODES: 'localhost', ...settings })).ended;
	expect(code).toBe(1);
	expect(stderr).toContain(text);
	expect(stderr).not.toContain('    at ');
});

it('names the key that is missing, or that does not fit its certificate', async () => {
	const prefix = await bench.directory();
	const conf = await makePrefix(prefix, { NODES: 'localhost' });
	const { keys } = layout(prefix);
	await writeFile(join(keys, 'cluster-cert.pem'), await readFile(join(keys, 'cloud-cert.pem')));
	expect((await start(conf).ended).stderr).toContain('does not belong to the certificate');
	await rm(join(keys, 'node-cert.pem'));
	expect((await start(conf).ended).stderr).toContain('node-cert.pem cannot be read');
});
