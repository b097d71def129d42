import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { run } from '../../../src/common/run.ts';

const top = resolve(import.meta.dirname, '../../..');
const sshDirectory = mkdtempSync(join(tmpdir(), 'euca-ssh-'));
afterAll(() => rmSync(sshDirectory, { recursive: true }));

/** A network in which 10.9.9.2 has a cable and no machine, and 10.9.9.1 accepts connections and says nothing. */
const NETWORK = `
	ip link set lo up
	ip link add here type veth peer name there
	ip addr add 10.9.9.1/24 dev here
	ip link set here up
	ip link set there up
	ip neigh add 10.9.9.2 lladdr 02:00:00:00:00:02 dev here
	exec "$@"
`;

const KNOCK = `
	import { createServer } from 'node:net';
	const { sshHost } = await import('./src/installer/transport/ssh.ts');
	const [, address, limits, sshDirectory] = process.argv;
	const silent = createServer(() => {}).listen(22, '10.9.9.1', async () => {
		const host = sshHost({ name: 'node1', address, sshDirectory, ...JSON.parse(limits) });
		await host.exec(['true']).catch((error) => console.log(error.message));
		process.exit();
	});
`;

async function knock(address: string, limits: object): Promise<string> {
	const words = [process.execPath, '--input-type=module', '-e', KNOCK, address, JSON.stringify(limits), sshDirectory];
	return (await run('unshare', ['-n', 'sh', '-c', NETWORK, 'sh', ...words], { cwd: top })).stdout;
}

test('a host whose port does not answer is given up sooner than one that is slow', async () => {
	const limits = { reachTimeoutMs: 300, connectTimeoutMs: 2_000 };
	expect(await knock('10.9.9.2', limits)).toBe(
		'node1: cannot connect to port 22: nothing answers there within 0.3 s\n',
	);
	expect(await knock('10.9.9.1', limits)).toBe(
		'node1: cannot connect to port 22: Timed out while waiting for handshake\n',
	);
});

test('without a limit of its own it has as long as a slow one', async () => {
	expect(await knock('10.9.9.2', { connectTimeoutMs: 600 })).toBe(
		'node1: cannot connect to port 22: Timed out while waiting for handshake\n',
	);
});
