import { execFile, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpio } from '../../scripts/test-image/cpio.ts';
import { directory, file, link, sorted } from '../../scripts/test-image/entries.ts';
import { writeExt3 } from '../../scripts/test-image/ext3.ts';
import { run } from '../../src/common/run.ts';

const build = join(import.meta.dirname, '../../build/test-image');
let root: string;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'euca-test-image-'));
	await promisify(execFile)(process.execPath, [join(import.meta.dirname, '../../scripts/make-test-image.ts')]);
});
afterAll(async () => rm(root, { recursive: true, force: true }));

const entries = sorted([
	file('/etc/deep/file', 'content', 0o640),
	link('/bin/sh', 'busybox'),
	directory('/root', 0o700),
	file('/bin/busybox', Buffer.alloc(3000, 'b'), 0o755),
]);

describe('the parts of the builder', () => {
	test('parents are made once and come first', () => {
		expect(entries.map(({ path }) => path)).toEqual([
			'/bin',
			'/bin/busybox',
			'/bin/sh',
			'/etc',
			'/etc/deep',
			'/etc/deep/file',
			'/root',
		]);
	});

	test('the archive is one that cpio reads', async () => {
		const { stdout } = await run('cpio', ['-itv', '--quiet', '--numeric-uid-gid'], { input: cpio(entries, 0) });
		const lines = stdout.trimEnd().split('\n');
		expect(lines).toHaveLength(7);
		expect(lines[1]).toMatch(/^-rwxr-xr-x .* 0 +0 +3000 .* bin\/busybox$/);
		expect(lines[2]).toMatch(/bin\/sh -> busybox$/);
	});

	test('the file system holds what it should with owner and mode, and is the same each time', async () => {
		const options = { sizeMb: 4, time: 1_214_870_400, uuid: '65756361-7474-796c-696e-757800000001' };
		const [one, two] = [join(root, 'one.img'), join(root, 'two.img')];
		await writeExt3(one, entries, options);
		await writeExt3(two, entries, options);
		expect((await readFile(one)).equals(await readFile(two))).toBe(true);
		const { stdout } = await run('debugfs', ['-R', 'stat /etc/deep/file', one]);
		expect(stdout).toMatch(/Mode: +0640/);
		expect(stdout).toMatch(/User: +0 +Group: +0/);
	});

	test('a file system that is too small is an error', async () => {
		const big = sorted([file('/big', Buffer.alloc(5_000_000, 'x'))]);
		const options = { sizeMb: 4, time: 0, uuid: '65756361-7474-796c-696e-757800000001' };
		await expect(writeExt3(join(root, 'small.img'), big, options)).rejects.toThrow('could not fill');
	});
});

describe('the image', () => {
	test('is in the archive under the names of the founding document, and making it again is no work', async () => {
		const { stdout } = await run('tar', ['-tzf', join(build, 'euca-ttylinux.tgz')]);
		expect(stdout.trim().split('\n')).toEqual([
			'ttylinux/',
			expect.stringMatching(/^ttylinux\/initrd\.img-\d/),
			'ttylinux/ttylinux.img',
			expect.stringMatching(/^ttylinux\/vmlinuz-\d/),
		]);
		const script = join(import.meta.dirname, '../../scripts/make-test-image.ts');
		expect((await promisify(execFile)(process.execPath, [script])).stdout).toBe('test image: up to date\n');
	});

	test('boots under QEMU, lets the injected key in, and stops when the power button is pressed', async () => {
		const disk = await diskWithKey();
		const port = randomInt(20_000, 30_000);
		const console = join(root, 'console');
		const monitor = join(root, 'monitor');
		const guest = spawn('qemu-system-x86_64', [
			...['-accel', 'tcg', '-M', 'q35', '-m', '128', '-display', 'none', '-nodefaults', '-no-reboot'],
			...['-kernel', join(build, 'vmlinuz'), '-initrd', join(build, 'initrd.img')],
			...['-append', 'root=/dev/sda1 console=ttyS0', '-drive', `file=${disk},format=raw,if=virtio`],
			...['-netdev', `user,id=n,hostfwd=tcp:127.0.0.1:${port}-:22`, '-device', 'virtio-net-pci,netdev=n'],
			...['-object', 'rng-random,filename=/dev/urandom,id=r', '-device', 'virtio-rng-pci,rng=r'],
			...['-serial', `file:${console}`, '-monitor', `unix:${monitor},server,nowait`],
		]);
		const ended = new Promise((resolve) => guest.once('exit', resolve));
		try {
			expect(await login(port, 'uname -n; id -u')).toBe('ttylinux\n0\n');
			await until(async () => (await readFile(console, 'latin1')).includes('login:'));
			const socket = connect(monitor);
			socket.write('system_powerdown\n');
			await Promise.race([ended, delay(20_000)]);
			socket.destroy();
			expect(guest.exitCode).toBe(0);
			const text = await readFile(console, 'latin1');
			expect(text).toContain('Linux version');
			expect(text).toMatch(/ttylinux: sshd at \d+\.\d+s/);
			expect(text).toContain('ttylinux: power button');
		} finally {
			guest.kill('SIGKILL');
		}
	});
});

async function diskWithKey(): Promise<string> {
	const [disk, key] = [join(root, 'disk.img'), join(root, 'key')];
	await copyFile(join(build, 'ttylinux.img'), disk);
	await run('ssh-keygen', ['-q', '-t', 'rsa', '-m', 'PEM', '-N', '', '-f', key]);
	const script = join(root, 'inject');
	const commands = [
		'cd /root/.ssh',
		`write ${key}.pub authorized_keys`,
		'set_inode_field authorized_keys mode 0100600',
	];
	await writeFile(script, `${commands.join('\n')}\n`);
	await run('debugfs', ['-w', '-f', script, disk]);
	return disk;
}

async function login(port: number, command: string): Promise<string> {
	const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
	const words = [...options, 'ConnectTimeout=5'].flatMap((option) => ['-o', option]);
	const args = ['-i', join(root, 'key'), '-p', String(port), ...words, 'root@127.0.0.1', command];
	let said = '';
	await until(async () => {
		const { exitCode, stdout } = await run('ssh', args, { okCodes: [0, 255] });
		said = stdout;
		return exitCode === 0;
	});
	return said;
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
	for (const deadline = Date.now() + 80_000; Date.now() < deadline; await delay(200)) {
		if (await isTrue()) {
			return;
		}
	}

	throw new Error('not within 80 s');
}
