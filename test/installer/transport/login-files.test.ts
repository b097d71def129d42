import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Host } from '../../../src/installer/transport/host.ts';
import { secretsFrom } from '../../../src/installer/transport/secrets.ts';
import { shareSsh } from '../../../src/installer/transport/ssh-target.ts';
import { startCluster, type TestCluster } from '../../cluster/cluster.ts';
import { on, type SshFromHere, sshFromHere } from '../support/ssh-from-here.ts';

// On a machine that is busy otherwise, booting hosts takes longer than a test usually may.
vi.setConfig({ testTimeout: 120_000 });

let cluster: TestCluster;
let ssh: SshFromHere;
/** Waits while the other tests run. */
let slowly: Promise<readonly PromiseSettledResult<{ readonly stdout: string }>[]>;

const FILES = '.bashrc .bash_profile .profile .cshrc .login .ssh/rc';
const node = (script: string) => cluster.host('node1').sh(script);
const asRoot = (files: string) => node(`cd /root; ${files}`);
/** It writes its pid file again once it listens with the new configuration. */
const RESTART_SSHD = 'rm -f /run/sshd.pid; kill -HUP $(pgrep -o sshd); until [ -s /run/sshd.pid ]; do sleep 0.1; done';

beforeAll(async () => {
	cluster = await startCluster([{ name: 'node1' }]);
	ssh = sshFromHere(cluster);
	await node(`cd /root; cp .bashrc .profile /etc/ssh/sshd_config /var/tmp
		useradd -m -s /bin/bash paid; cp -r /root/.ssh /home/paid/.ssh; chown -R paid /home/paid/.ssh
		useradd -m -s /bin/bash slow; cp -r /root/.ssh /home/slow/.ssh; chown -R slow /home/slow/.ssh
		echo 'sleep 11' >/home/slow/.bashrc
		echo 'paid:secret of paid' | chpasswd; echo 'paid ALL=(ALL) ALL' >>/etc/sudoers.d/lab
		echo 'slow ALL=(ALL) NOPASSWD: ALL' >>/etc/sudoers.d/lab`);
	const slow = ssh.open('node1', { user: 'slow' });
	slowly = Promise.allSettled([on(slow, (host) => host.exec(['echo', 'done'], { timeoutMs: 10_000 }))]);
	await node('until pgrep -u slow sleep >/dev/null; do sleep 0.1; done');
}, 600_000);
afterEach(async () => {
	await node(`chsh -s /bin/bash root; cd /root; rm -f ${FILES} /etc/ssh/sshrc; cp /var/tmp/.bashrc /var/tmp/.profile .
		cmp -s /var/tmp/sshd_config /etc/ssh/sshd_config || { cp /var/tmp/sshd_config /etc/ssh; ${RESTART_SSHD}; }`);
});
afterAll(async () => {
	ssh?.remove();
	await cluster?.stop();
});

const odd = 'line one\nline two! \'quoted\' "$HOME" `id` \\ ~ * ?';

async function everything(host: Host): Promise<void> {
	expect((await host.exec(['printf', '%s', odd])).stdout).toBe(odd);
	expect(await host.script('printf "%s|" "$@"; echo "$LC_ALL $HOME $LANG."', { what: 'test', args: [odd, ''] })).toBe(
		`${odd}||C /root .\n`,
	);
	const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256));
	await host.write('/root/binary', bytes, 0o640);
	expect((await host.read('/root/binary'))?.equals(bytes)).toBe(true);
	await host.upload('/bin/true', '/root/uploaded', 0o700);
	expect((await host.exec(['sh', '-c', '/root/uploaded; id -u'])).stdout).toBe('0\n');
	await expect(host.exec(['sh', '-c', 'echo only this >&2; exit 4'])).rejects.toThrow(/status 4: only this$/);
	const answers = await Promise.all([1, 2, 3].map((input) => host.exec(['cat'], { input: String(input) })));
	expect(answers.map(({ stdout }) => stdout)).toEqual(['1', '2', '3']);
}

describe('whatever the login files of a host do', () => {
	test.each([
		['csh', 'chsh -s /bin/csh root; echo "echo from csh; setenv LANG xx_YY" >.cshrc'],
		[
			'a noisy .bashrc',
			'echo "echo noise; echo noise >&2; export LANG=de_DE HOME=/nowhere; cd /tmp; alias printf=false; stty erase x" >.bashrc',
		],
		['a .bashrc that is strict', 'echo "set -eu; readonly PATH; trap \'echo gone\' EXIT" >.bashrc'],
		[
			'a banner',
			`echo "All activity is monitored." >/etc/banner; echo "Banner /etc/banner" >>/etc/ssh/sshd_config; ${RESTART_SSHD}`,
		],
		['what sshd itself runs', 'echo "cat; echo noise; exit 3" >.ssh/rc'],
		['what sshd itself runs for everybody', 'echo "cat; echo noise; exit 3" >/etc/ssh/sshrc'],
		['a .profile that ends the shell', 'echo exit 3 >.profile'],
		['a .bashrc that ends the shell', 'echo "echo not today; exit 3" >.bashrc; : >.profile'],
		[
			'one that ends it, and a server that gives no terminals',
			`echo exit 3 >.bashrc; : >.profile; echo "PermitTTY no" >>/etc/ssh/sshd_config; ${RESTART_SSHD}`,
		],
		['a .bashrc that is for people at a terminal only', 'echo \'[ -z "$PS1" ] && exit\' >.bashrc'],
		['a .bashrc that becomes another program without a terminal', "echo '[ -t 0 ] || exec cat' >.bashrc"],
		['a .cshrc for people at a terminal only', "chsh -s /bin/csh root; echo 'if (! $?prompt) exit' >.cshrc"],
	])('%s is no obstacle', async (_name, prepare) => {
		await asRoot(prepare);
		await on(ssh.open('node1'), everything);
	});

	test.each([
		['asks', 'read -r a; read -r b; read -r c'],
		['reads all there is', 'cat >/dev/null'],
	])('a .bashrc that %s is no obstacle', async (_name, line) => {
		await asRoot(`echo "${line}" >.bashrc`);
		await on(ssh.open('node1'), async (host) => {
			await host.write('/root/text', odd, 0o640);
			expect((await host.read('/root/text'))?.toString()).toBe(odd);
		});
	});

	test('those of a user who needs a password for sudo are none either', async () => {
		await node('echo exit 3 >/home/paid/.bashrc; echo PATH=/nowhere >/home/paid/.profile');
		const sudoPasswordFile = ssh.write('password', 'secret of paid\n');
		await on(ssh.open('node1', { user: 'paid', shared: shareSsh(secretsFrom({ sudoPasswordFile })) }), everything);
	});

	test('time they take is not taken from the command', async () => {
		expect(await slowly).toEqual([{ status: 'fulfilled', value: expect.objectContaining({ stdout: 'done\n' }) }]);
	});
});

describe('start-up files that end every kind of shell', () => {
	test('are named as the reason, with what they said', async () => {
		await asRoot('echo "echo not today; exit 3" >.bashrc');
		await expect(on(ssh.open('node1'), (host) => host.exec(['true']))).rejects.toMatchObject({
			code: 'LOGIN_SHELL',
			message: expect.stringMatching(
				/for a command it ends with status 3 \(not today\), at a terminal with status 3 \(not today\); its start-up files cannot be read from here/,
			),
			next: expect.stringMatching(/console of node1.*~\/\.bashrc.*getent passwd root/),
		});
	});

	test('where no file of them does it, that is said, and what else there is to look at', async () => {
		await asRoot(`chsh -s /usr/sbin/nologin root
			sed -i 's/^Subsystem.*/Subsystem sftp internal-sftp/' /etc/ssh/sshd_config; ${RESTART_SSHD}`);
		await expect(on(ssh.open('node1'), (host) => host.exec(['true']))).rejects.toMatchObject({
			code: 'LOGIN_SHELL',
			message: expect.stringMatching(
				/status 1 \(This account is currently not available\.\).*none of its start-up files/,
			),
			next: expect.stringContaining('ForceCommand'),
		});
	});

	test('are named with the line, where the server lets one look without a shell', async () => {
		await asRoot(`printf 'umask 022\\n\\texit 3\\n' >.bashrc
			sed -i 's/^Subsystem.*/Subsystem sftp internal-sftp/' /etc/ssh/sshd_config; ${RESTART_SSHD}`);
		await expect(on(ssh.open('node1'), (host) => host.exec(['true']))).rejects.toMatchObject({
			code: 'LOGIN_SHELL',
			message: expect.stringContaining('.bashrc, line 2: exit 3'),
		});
	});
});
