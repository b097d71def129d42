import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeSelfSigned } from '../../../src/common/certificate.ts';
import { createSoapClient } from '../../../src/runtime/wire/client.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import { eventually, temporaryDirectory } from './node-bench.ts';

const main = join(import.meta.dirname, '../../../src/runtime/node/main.ts');

function prefix(changes: Readonly<Record<string, string>> = {}): string {
	const directory = temporaryDirectory();
	const conf = {
		EUCALYPTUS: directory,
		ENABLE_WS_SECURITY: 'N',
		HYPERVISOR: 'qemu',
		INSTANCE_PATH: join(directory, 'instances'),
		...changes,
	};
	mkdirSync(join(directory, 'instances'));
	mkdirSync(join(directory, 'var/eucalyptus/keys'), { recursive: true });
	mkdirSync(join(directory, 'etc/eucalyptus'), { recursive: true });
	const lines = Object.entries(conf).map(([key, value]) => `${key}="${value}"\n`);
	writeFileSync(join(directory, 'etc/eucalyptus/eucalyptus.conf'), lines.join(''));
	return directory;
}

function start(directory: string, ...more: string[]) {
	const conf = join(directory, 'etc/eucalyptus/eucalyptus.conf');
	const child = spawn(process.execPath, [main, '-c', conf, ...more], { stdio: ['ignore', 'ignore', 'pipe'] });
	onTestFinished(() => void child.kill('SIGKILL'));
	let errors = '';
	child.stderr.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
	});
	const ended = once(child, 'close').then(([code]) => ({ code: code as number, errors }));
	return { child, ended };
}

test.each([
	['no hypervisor', { HYPERVISOR: 'not_configured' }, 'set HYPERVISOR in eucalyptus.conf to xen, kvm or qemu'],
	['no INSTANCE_PATH', { INSTANCE_PATH: 'not_configured' }, 'INSTANCE_PATH is not configured on node'],
	['an INSTANCE_PATH that is missing', { INSTANCE_PATH: '/nowhere/at/all' }, 'INSTANCE_PATH /nowhere/at/all on node'],
])('%s is told on stderr, with status 1', async (_, changes, message) => {
	const { code, errors } = await start(prefix(changes)).ended;
	expect(code).toBe(1);
	expect(errors).toContain(message);
});

test('half of its keys is told on stderr, with status 1', async () => {
	const directory = prefix({ ENABLE_WS_SECURITY: 'Y' });
	const { privateKeyPem } = await makeSelfSigned({ commonName: 'node' });
	writeFileSync(join(directory, 'var/eucalyptus/keys/node-pk.pem'), privateKeyPem, { mode: 0o600 });
	const { code, errors } = await start(directory).ended;
	expect(code).toBe(1);
	expect(errors).toContain('run euca_sync_key on the front-end');
});

test('without keys it waits for them, and ends when it is told to', async () => {
	const directory = prefix({ ENABLE_WS_SECURITY: 'Y' });
	const { child, ended } = start(directory, '--listen', '127.0.0.1:0');
	await eventually(
		() => logOf(directory),
		(log) => log.includes('has no keys yet') && log.includes('euca-nc runs'),
	);
	child.kill('SIGTERM');
	expect(await ended).toEqual({ code: 0, errors: '' });
});

test('a port in use, and a --listen that is no address, are told', async () => {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(() => void server.close());
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const inUse = await start(prefix(), '--listen', `127.0.0.1:${port}`).ended;
	expect(inUse.code).toBe(1);
	expect(inUse.errors).toContain(String(port));
	const wrong = await start(prefix(), '--listen', 'nonsense').ended;
	expect(wrong).toMatchObject({ code: 1, errors: expect.stringContaining('--listen nonsense is not HOST:PORT') });
});

test('it answers the cluster controller and nobody else, also while libvirt is silent', async () => {
	const directory = prefix({ ENABLE_WS_SECURITY: 'Y', LOGLEVEL: 'DEBUG' });
	const [node, cluster, cloud] = await Promise.all(
		['node', 'cluster', 'cloud'].map((commonName) => makeSelfSigned({ commonName })),
	);
	const keys = join(directory, 'var/eucalyptus/keys');
	writeFileSync(join(keys, 'node-pk.pem'), node?.privateKeyPem ?? '', { mode: 0o600 });
	for (const [name, pair] of Object.entries({ node, cluster, cloud })) {
		writeFileSync(join(keys, `${name}-cert.pem`), pair?.certificatePem ?? '');
	}

	const { child, ended } = start(directory, '--listen', '127.0.0.1:0');
	const port = await eventually(
		() => /"port":(\d+)/.exec(logOf(directory))?.[1],
		(found) => found !== undefined,
	);
	const url = `http://127.0.0.1:${port}/${ncService.path}`;
	const clientOf = (identity: typeof node) => {
		const client = createSoapClient(ncService, {
			url,
			...(identity === undefined ? {} : { identity }),
			trustedCertificates: [node?.certificatePem ?? ''],
		});
		onTestFinished(() => client.close());
		return client;
	};
	const answer = await clientOf(cluster).ncDescribeResource({ userId: 'eucalyptus' });
	expect(['OK', 'HYPERVISOR_SILENT']).toContain(answer.nodeStatus);
	await expect(clientOf(cloud).ncDescribeResource({ userId: 'eucalyptus' })).rejects.toThrow(/cloud controller/);
	child.kill('SIGTERM');
	expect(await ended).toMatchObject({ code: 0 });
});

function logOf(directory: string): string {
	try {
		return readFileSync(join(directory, 'var/log/eucalyptus/nc.log'), 'utf8');
	} catch {
		return '';
	}
}
