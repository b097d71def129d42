import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { secretsFrom } from '../../../src/installer/transport/secrets.ts';
import { shareSsh } from '../../../src/installer/transport/ssh-target.ts';
import { startCluster, type TestCluster } from '../../cluster/cluster.ts';
import { on, type SshFromHere, sshFromHere } from '../support/ssh-from-here.ts';

// On a machine that is busy otherwise, booting hosts takes longer than a test usually may.
vi.setConfig({ testTimeout: 120_000 });

let cluster: TestCluster;
let ssh: SshFromHere;

beforeAll(async () => {
	cluster = await startCluster([{ name: 'node1' }, { name: 'node2' }, { name: 'gate' }]);
	ssh = sshFromHere(cluster);
}, 600_000);
afterAll(async () => {
	ssh?.remove();
	await cluster?.stop();
});

describe('a user who is not root', () => {
	beforeAll(async () => {
		await cluster.host('node2').sh(`
			for user in free paid none; do
				useradd -m -s /bin/bash $user
				cp -r /root/.ssh /home/$user/.ssh
				chown -R $user /home/$user/.ssh
				echo "$user:secret of $user" | chpasswd
			done
			echo 'free ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/lab
			echo 'paid ALL=(ALL) ALL' >>/etc/sudoers.d/lab`);
	});
	const as = (user: string, sudoPasswordFile?: string) =>
		ssh.open('node2', { user, shared: shareSsh(secretsFrom({ sudoPasswordFile })) });

	test('works through sudo without a password', async () => {
		expect(await on(as('free'), async (host) => (await host.exec(['id', '-un'])).stdout)).toBe('root\n');
	});

	test('works through sudo with one, which never reaches the command', async () => {
		await on(as('paid', ssh.write('password', 'secret of paid\n')), async (host) => {
			expect((await host.exec(['cat'], { input: 'all of it' })).stdout).toBe('all of it');
			await host.write('/root/by-sudo', 'text', 0o600);
			expect(await Promise.all([1, 2, 3].map(async () => (await host.exec(['cat', '/root/by-sudo'])).stdout))).toEqual(
				Array(3).fill('text'),
			);
		});
		expect(await cluster.host('node2').sh('cat /root/by-sudo; stat -c %U:%a /root/by-sudo')).toBe('textroot:600\n');
	});

	test.each([
		['paid', undefined, 'SUDO_PASSWORD'],
		['paid', 'wrong', 'SUDO_PASSWORD_WRONG'],
		['none', 'secret of none', 'SUDO_REFUSED'],
	])('%s with the password %s is told %s', async (user, password, code) => {
		const file = password === undefined ? undefined : ssh.write('password', `${password}\n`);
		await expect(on(as(user, file), (host) => host.exec(['true']))).rejects.toMatchObject({
			code,
			message: expect.stringContaining('node2'),
		});
	});
});

describe('the way to a host', () => {
	test('is what ~/.ssh/config says: names, patterns, files, Include', async () => {
		await cluster
			.host('node2')
			.sh(
				'echo "Port 22\nPort 2200" >>/etc/ssh/sshd_config; kill -HUP $(pgrep -o sshd); until ss -tln | grep -q :2200; do sleep 0.1; done',
			);
		const known = ssh.write('site_hosts', `rack-two ${cluster.host('node2').hostKey}\n`);
		ssh.write('rack.conf', `Host rack*\n\tHostKeyAlias rack-two\n\tUserKnownHostsFile ${known}\n\tPort 2200\n`);
		const extra = `Host rack7\n\tHostName ${cluster.host('node2').address}\nInclude ${ssh.directory}/rack.conf`;
		const answer = await on(ssh.open('rack7', { extra }), (host) =>
			host.exec(['sh', '-c', 'hostname; ss -tnH state established "( sport = :2200 )" | wc -l']),
		);
		expect(answer.stdout).toBe('node2\n1\n');
	});

	test('a configuration that ssh cannot read is named', async () => {
		await expect(on(ssh.open('node1', { extra: 'HostNam x' }), (host) => host.exec(['true']))).rejects.toMatchObject({
			code: 'SSH_CONFIG',
			message: expect.stringMatching(/config.* HostNam|hostnam/i),
		});
	});

	test('leads over a jump host, with one connection to it for all hosts behind', async () => {
		const shared = shareSsh();
		const extra = 'Host node*\n\tProxyJump gate\n';
		const hosts = ['node1', 'node2'].map((name) => ssh.open(name, { extra, shared }));
		const from = await Promise.all(
			hosts.map((host) => host.exec(['sh', '-c', 'ss -tnH state established "( sport = :22 )" | cut -d: -f2'])),
		);
		const gate = cluster.host('gate');
		for (const { stdout } of from) {
			expect(stdout).toContain(gate.address);
		}

		expect((await gate.sh('ss -tnH state established "( sport = :22 )" | wc -l')).trim()).toBe('1');
		await Promise.all(hosts.map((host) => host.close()));
		await expect.poll(async () => (await gate.sh('pgrep -c sshd')).trim(), { timeout: 60_000 }).toBe('1');
	});

	test('a jump host is verified as every host is, and named', async () => {
		ssh.write('no_gate', `node1,${cluster.host('node1').address} ${cluster.host('node1').hostKey}\n`);
		const extra = `Host *\n\tUserKnownHostsFile ${ssh.directory}/no_gate\nHost node*\n\tProxyJump gate\n`;
		await expect(on(ssh.open('node1', { extra }), (host) => host.exec(['true']))).rejects.toMatchObject({
			code: 'HOST_KEY_UNKNOWN',
			message: expect.stringMatching(/^gate: /),
		});
	});
});

describe('a host that falls silent', () => {
	const quick = { keepAliveMs: 500 };

	test.each(['freeze', 'cut'] as const)(
		'in the middle of work (%s) is named soon, and holds nobody up',
		async (fault) => {
			const host = ssh.open('node1', quick);
			await host.exec(['true']);
			const running = host.exec(['sleep', '900'], { timeoutMs: 900_000 });
			const broken = expect(running).rejects.toMatchObject({
				code: 'HOST_COMMAND',
				message: expect.stringMatching(/^node1: sleep 900 failed: the connection was lost/),
			});
			await cluster.host('node1')[fault]();
			expect((await on(ssh.open('node2'), (other) => other.exec(['hostname']))).stdout).toBe('node2\n');
			await broken; // by keep-alive: the command had a quarter of an hour, and TCP takes longer
			await expect(host.exec(['true'])).rejects.toMatchObject({ code: 'HOST_LOST' });
			await host.close();
			await cluster.host('node1')[fault === 'freeze' ? 'thaw' : 'join']();
			await cluster.host('node1').up();
		},
	);

	test('before it let us in is unreachable, not waited for', async () => {
		await cluster.host('node1').freeze();
		const patient = ssh.open('node1', { connectTimeoutMs: 900_000 });
		const waiting = patient.exec(['hostname']);
		await expect(
			on(ssh.open('node1', { connectTimeoutMs: 1500 }), (host) => host.exec(['true'])),
		).rejects.toMatchObject({
			code: 'HOST_UNREACHABLE',
		});
		await cluster.host('node1').thaw();
		expect((await waiting).stdout).toBe('node1\n'); // who has more patience comes in when the host is back
		await patient.close();
	});

	test('lost its power while its cable was out: the connection is only half there, and found out', async () => {
		const node = cluster.host('node1');
		const host = ssh.open('node1', quick);
		await host.exec(['true']);
		await node.cut();
		await node.reset();
		await node.join();
		await node.up();
		await expect(host.exec(['sleep', '900'], { timeoutMs: 900_000 })).rejects.toThrow(/connection was lost/);
		await host.close();
		expect((await on(ssh.open('node1'), (again) => again.exec(['hostname']))).stdout).toBe('node1\n');
	});
});

describe('an sshd of 2008', () => {
	const start = (kex: string, hostKey: string, cipher: string, mac: string) =>
		cluster.host('gate').sh(`
			! p=$(cat /run/old.pid 2>/dev/null) || { kill $p; while kill -0 $p 2>/dev/null; do sleep 0.1; done; }
			for t in rsa dsa; do [ -e /root/old_$t ] || ssh-keygen -q -t $t -N '' -f /root/old_$t; done
			/usr/sbin/sshd -p 2008 -h /root/old_${hostKey === 'ssh-dss' ? 'dsa' : 'rsa'} -o PidFile=/run/old.pid \\
				-o KexAlgorithms=${kex} -o HostKeyAlgorithms=${hostKey} -o Ciphers=${cipher} -o MACs=${mac} \\
				-o PubkeyAcceptedAlgorithms=+ssh-rsa </dev/null >/dev/null 2>&1`);
	const known = async (hostKey: string) => {
		const key = await cluster.host('gate').sh(`cut -d' ' -f1,2 /root/old_${hostKey === 'ssh-dss' ? 'dsa' : 'rsa'}.pub`);
		return `Host gate\n\tUserKnownHostsFile ${ssh.write('old_known', `[${cluster.host('gate').address}]:2008 ${key}`)}\n`;
	};

	test.each([
		['diffie-hellman-group1-sha1', 'ssh-rsa', '3des-cbc', 'hmac-sha1'],
		['diffie-hellman-group14-sha1', 'ssh-dss', 'aes128-cbc', 'hmac-md5'],
		['diffie-hellman-group-exchange-sha1', 'ssh-rsa', 'aes128-ctr', 'hmac-sha1'],
	])('with %s, %s, %s, %s is reached with legacySsh, and only then', async (...algorithms) => {
		await start(...(algorithms as [string, string, string, string]));
		const extra = await known(algorithms[1] ?? '');
		await expect(on(ssh.open('gate', { port: 2008, extra }), (host) => host.exec(['true']))).rejects.toMatchObject({
			code: 'HOST_LEGACY',
			next: expect.stringContaining('legacySsh: true'),
		});
		const answer = await on(ssh.open('gate', { port: 2008, extra, legacySsh: true }), (host) =>
			host.exec(['hostname']),
		);
		expect(answer.stdout).toBe('gate\n');
	});
});
