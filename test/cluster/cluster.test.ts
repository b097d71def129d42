import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { startCluster, type TestCluster } from './cluster.ts';
import { differences } from './snapshot.ts';

// On a machine that is busy otherwise, booting hosts takes longer than a test usually may.
vi.setConfig({ testTimeout: 120_000 });

let cluster: TestCluster;
let ssh: string;

beforeAll(async () => {
	cluster = await startCluster([{ name: 'frontend' }, { name: 'node1' }, { name: 'node2' }]);
	const options = ['ConnectTimeout=100', `UserKnownHostsFile=${cluster.sshDirectory}/known_hosts`];
	ssh = `ssh -i ${cluster.sshDirectory}/id_ed25519 ${options.map((option) => `-o ${option}`).join(' ')}`;
}, 600_000);
afterAll(async () => cluster?.stop());

/** By ssh from the desk. */
function at(name: string, command: string, seconds = 100): string {
	return `timeout ${seconds} ${ssh} root@${cluster.host(name).address} '${command}'`;
}

describe('hosts made of namespaces', () => {
	test('each has its own name, machine id, host key, disk and processes, and knows the others', async () => {
		const command =
			'hostname; cat /etc/machine-id; ssh-keyscan -t ed25519 localhost 2>/dev/null; ls /proc | grep -c "^[0-9]"';
		const one = (await cluster.sh(at('node1', command))).split('\n');
		const two = (await cluster.sh(at('node2', command))).split('\n');
		expect([one[0], two[0]]).toEqual(['node1', 'node2']);
		expect(one[1]).toMatch(/^[0-9a-f]{32}$/);
		expect(one[1]).not.toBe(two[1]);
		expect(one[2]).not.toBe(two[2]);
		expect(Number(one[3])).toBeLessThan(20);
		await cluster.sh(at('node1', 'touch /only-here'));
		expect((await cluster.try(at('node2', 'ls /only-here'))).exitCode).not.toBe(0);
		expect(await cluster.host('frontend').sh('ssh node2 hostname')).toBe('node2\n');
	});

	test('a reboot ends its processes and keeps its files; so does a pulled plug', async () => {
		const host = cluster.host('node1');
		await host.sh('echo kept >/root/kept; sleep 1000 </dev/null >/dev/null 2>&1 & ip link add br0 type bridge');
		await cluster.try(at('node1', 'reboot'));
		await expect.poll(() => host.boots(), { timeout: 60_000 }).toBe(2);
		await host.up();
		expect((await host.try('cat /root/kept; pgrep sleep; ls /sys/class/net')).stdout).toBe('kept\neth0\nlo\n');
		await host.reset();
		await host.up();
		expect(await cluster.sh(at('node1', 'cat /root/kept'))).toBe('kept\n');
	});

	test('a cable that is out, and a frozen host, are as silent as real ones', async () => {
		const host = cluster.host('node1');
		await host.cut();
		expect((await cluster.try(at('node1', 'true', 1))).exitCode).not.toBe(0);
		expect((await host.sh('cat /sys/class/net/eth0/carrier')).trim()).toBe('0');
		await host.join();
		await host.up();
		await host.freeze();
		expect((await cluster.try(`timeout 60 bash -c 'exec 3<>/dev/tcp/${host.address}/22'`)).exitCode).toBe(0);
		expect((await cluster.try(at('node1', 'true', 1))).exitCode).not.toBe(0);
		await host.thaw();
		expect((await cluster.try(at('node1', 'true'))).exitCode).toBe(0);
	});

	test('packets get lost in both directions, and the host sees no rule for it', async () => {
		const host = cluster.host('node1');
		await host.loss(100);
		expect((await cluster.try(at('node1', 'true', 1))).exitCode).not.toBe(0);
		expect((await host.try('nft list ruleset')).stdout).toBe('');
		await host.loss(0);
		await expect.poll(async () => (await cluster.try(at('node1', 'true'))).exitCode, { timeout: 100_000 }).toBe(0);
	});

	test('one clock can be wrong alone', async () => {
		await cluster.host('node2').skewClock(-600);
		for (const [name, off] of [
			['node2', -600],
			['node1', 0],
		] as const) {
			const before = Date.now() / 1000;
			const told = Number(await cluster.sh(at(name, 'date +%s')));
			expect(told).toBeGreaterThan(before + off - 2);
			expect(told).toBeLessThan(Date.now() / 1000 + off + 2);
		}
	});

	test('a snapshot shows what was added, removed and changed, and nothing once it is as before', async () => {
		const host = cluster.host('frontend');
		const before = await host.snapshot();
		await host.sh(
			'cp -a /etc/issue /root/issue; echo more >>/etc/issue; mkdir /srv/new; rm /etc/motd; chmod 600 /etc/fstab',
		);
		const after = await host.snapshot();
		expect(differences(before, after, ['/root'])).toEqual([
			expect.stringMatching(/^~ \/etc\/fstab: f 644 .* -> f 600 /),
			expect.stringMatching(/^~ \/etc\/issue: .* as installed -> .* [0-9a-f]{16}$/),
			'- /etc/motd',
			'+ /srv/new',
		]);
		await host.sh('cp -a /root/issue /etc/issue; rmdir /srv/new; chmod 644 /etc/fstab');
		expect(differences(before, await host.snapshot(), ['/root'])).toEqual(['- /etc/motd']);
	});

	test('a directory can be shared, or seen read-only', async () => {
		const source = cluster.share('images');
		await cluster.add({ name: 'node3', mounts: [{ source, target: '/srv/images' }] });
		await cluster.add({ name: 'node4', mounts: [{ source, target: '/srv/images', options: 'ro' }] });
		await cluster.sh(at('node3', 'echo seen >/srv/images/file'));
		expect(await cluster.host('frontend').sh('ssh node4 cat /srv/images/file')).toBe('seen\n');
		expect((await cluster.try(at('node4', 'touch /srv/images/file'))).exitCode).not.toBe(0);
		await cluster.remove('node4');
		expect((await cluster.try('ping -c1 -W1 10.1.1.5')).exitCode).not.toBe(0);
	});

	test('nothing of a cluster survives the death of its driver', async () => {
		const { spawn } = await import('node:child_process');
		const text = `import { startCluster } from ${JSON.stringify(`${import.meta.dirname}/cluster.ts`)};
			console.log((await startCluster([{ name: 'node1' }])).pid);`;
		const driver = spawn(process.execPath, ['--input-type=module', '-e', text], {
			stdio: ['ignore', 'pipe', 'inherit'],
		});
		const pid = await new Promise<number>((resolve) => driver.stdout.once('data', (line) => resolve(Number(line))));
		expect(existsSync(`/proc/${pid}`)).toBe(true);
		driver.kill('SIGKILL');
		await expect.poll(() => existsSync(`/proc/${pid}`), { timeout: 60_000 }).toBe(false);
	});
});
