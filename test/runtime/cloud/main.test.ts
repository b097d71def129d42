import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Identities, makeIdentities } from './support/identities.ts';
import { eventually, removeDirectory, temporaryDirectory } from './support/test-cloud.ts';

let identities: Identities;
let directory: string;
let ports: { readonly services: number; readonly web: number };
let daemon: ChildProcess | undefined;

beforeAll(async () => {
	identities = await makeIdentities();
});

beforeEach(async () => {
	directory = await temporaryDirectory();
	ports = { services: await freePort(), web: await freePort() };
	for (const part of ['etc/eucalyptus', 'var/eucalyptus/keys', 'var/run/eucalyptus', 'var/log/eucalyptus']) {
		await mkdir(join(directory, part), { recursive: true });
	}

	const keys = join(directory, 'var/eucalyptus/keys');
	await writeFile(join(keys, 'cloud-cert.pem'), identities.cloud.certificatePem);
	await writeFile(join(keys, 'cloud-pk.pem'), identities.cloud.privateKeyPem, { mode: 0o600 });
	await writeConf();
});

afterEach(async () => {
	daemon?.kill('SIGKILL');
	await removeDirectory(directory);
});

const writeConf = (more = '') =>
	writeFile(
		join(directory, 'etc/eucalyptus/eucalyptus.conf'),
		`EUCALYPTUS="${directory}"\nCLOUD_PORT="${ports.services}"\nCLOUD_SSL_PORT="${ports.web}"\nNODES="127.0.0.1"\n${more}`,
	);

/** Starts `euca-cloud`; resolves with its exit status and what it said, when it ends. */
function start(): Promise<{ readonly status: number | null; readonly stderr: string }> {
	const program = join(import.meta.dirname, '../../../src/runtime/cloud/main.ts');
	const child = spawn(process.execPath, [program], {
		env: { ...process.env, EUCALYPTUS: directory },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	daemon = child;
	let stderr = '';
	child.stderr.on('data', (data: Buffer) => {
		stderr += data.toString();
	});
	return new Promise((resolve) => {
		child.on('close', (status) => resolve({ status, stderr }));
	});
}

const answers = () =>
	fetch(`http://127.0.0.1:${ports.services}/services/`).then(
		({ ok }) => ok,
		() => false,
	);

it('serves until SIGTERM, leaves no pid file, and starts again on what it has', async () => {
	for (let round = 0; round < 2; round += 1) {
		const ended = start();
		await eventually(answers, (ok) => ok);
		const pidFile = join(directory, 'var/run/eucalyptus/euca-cloud.pid');
		expect(Number(await readFile(pidFile, 'utf8'))).toBe(daemon?.pid);
		daemon?.kill('SIGTERM');
		expect((await ended).status).toBe(0);
		await expect(readFile(pidFile)).rejects.toThrow('ENOENT');
	}

	const log = await readFile(join(directory, 'var/log/eucalyptus/cloud.log'), 'utf8');
	expect(log).toContain('cloud is ready');
	expect(log).not.toContain('PRIVATE KEY');
});

it('starts again after it was killed', async () => {
	const killed = start();
	await eventually(answers, (ok) => ok);
	daemon?.kill('SIGKILL');
	await killed;
	const ended = start();
	await eventually(answers, (ok) => ok);
	daemon?.kill('SIGTERM');
	expect((await ended).status).toBe(0);
});

it('ends with status 194 and says why when the database is damaged', async () => {
	await mkdir(join(directory, 'var/eucalyptus/db'), { mode: 0o700 });
	await writeFile(join(directory, 'var/eucalyptus/db/eucalyptus.db'), 'no database'.repeat(100));
	const { status, stderr } = await start();
	expect(status).toBe(194);
	expect(stderr).toContain('eucalyptus.db cannot be used');
	expect(stderr).toContain('what to do');
});

it('ends with status 194 when its configuration is wrong, a key is missing or its port is taken', async () => {
	await writeConf('CLOUD_PROT="1"\n');
	expect(await start()).toMatchObject({ status: 194, stderr: expect.stringContaining('CLOUD_PROT is not a key') });

	await writeConf();
	const taken = createServer().listen(ports.web, '0.0.0.0');
	const { status, stderr } = await start();
	taken.close();
	expect(status).toBe(194);
	expect(stderr).toContain(`0.0.0.0:${ports.web}: another program uses this port`);

	const settings = join(directory, 'etc/eucalyptus/cloud.d/eucalyptus-web.properties');
	await mkdir(dirname(settings));
	await writeFile(settings, 'request-telephone = perhaps\n');
	expect(await start()).toMatchObject({ status: 194, stderr: expect.stringContaining('expected yes or no') });
	await rm(settings);

	await writeFile(join(directory, 'var/eucalyptus/keys/cloud-pk.pem'), 'not a key');
	expect((await start()).status).toBe(194);
});

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
		});
	});
}
