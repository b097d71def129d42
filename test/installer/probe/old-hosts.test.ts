import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type FirstLook, readFirstLook } from '../../../src/installer/probe/gather.ts';
import { firstLookScript } from '../../../src/installer/probe/script.ts';

/** Programs that hosts as old as CentOS 5 have; what they lack (ss, timeout, getent of ahosts …) is not among them. */
const OLD_PROGRAMS =
	'awk cat date df grep head id ifconfig ls mkfifo mktemp netstat printf readlink rm sed sleep sort stat tr uname cut dirname getconf';

async function temporary(): Promise<string> {
	const directory = await mkdtemp(join(tmpdir(), 'euca-old-'));
	onTestFinished(() => rm(directory, { recursive: true, force: true }));
	return directory;
}

async function oldPath(): Promise<string> {
	const directory = await temporary();
	const found = execFileSync('sh', ['-c', `for p in ${OLD_PROGRAMS}; do command -v $p; done`], { encoding: 'utf8' });
	for (const program of found
		.trim()
		.split('\n')
		.filter((path) => path.startsWith('/'))) {
		await symlink(program, join(directory, program.slice(program.lastIndexOf('/') + 1)));
	}

	return directory;
}

/** Every applet of busybox and nothing else. */
async function busyboxPath(): Promise<string> {
	const directory = await temporary();
	const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();
	for (const applet of execFileSync(busybox, ['--list'], { encoding: 'utf8' }).trim().split('\n')) {
		await symlink(busybox, join(directory, applet));
	}

	return directory;
}

function look(
	shell: readonly string[],
	path: string,
	limitS = 100, // a busy machine is no program that hangs
): Promise<FirstLook & { readonly stderr: string }> {
	const [program = '', ...args] = [
		...shell,
		'-s',
		'--',
		'/opt/eucalyptus-1.1',
		'',
		'/srv/instances',
		'',
		'',
		'',
		'',
		'',
	];
	return new Promise((resolve, reject) => {
		const child = execFile(program, args, { env: { PATH: path } }, (error, stdout, stderr) => {
			if (error === null) {
				resolve({ ...readFirstLook('here', stdout), stderr });
			} else {
				reject(error);
			}
		});
		child.stdin?.end(firstLookScript({ limitS }));
	});
}

/** Command lines of programs that were called by a path below the directory. */
async function processesOf(directory: string): Promise<readonly string[]> {
	const ids = (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name));
	const lines = ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => ''));
	return (await Promise.all(lines)).filter((line) => line.startsWith(directory));
}

/** Some of these clocks tell seconds. */
function expectNow(epochMs: number, before: number): void {
	expect(epochMs).toBeGreaterThanOrEqual(before - 1000);
	expect(epochMs).toBeLessThanOrEqual(Date.now());
}

const busybox = execFileSync('sh', ['-c', 'command -v busybox'], { encoding: 'utf8' }).trim();

test.each([
	['dash', ['/bin/dash']],
	['bash as sh, as CentOS has it', ['/bin/bash', '--posix']],
])('%s with the programs of an old host tells addresses, routes, ports and disks', async (_, shell) => {
	const before = Date.now();
	const { facts, late, stderr } = await look(shell, await oldPath());
	expect(stderr).toBe('');
	expect(late).toEqual([]);
	expect(facts.network.ip).toBe(false);
	expect(facts.network.devices.find(({ name }) => name === 'lo')?.addresses).toContain('127.0.0.1/8');
	expect(facts.ports.told).toBe('netstat');
	expect(facts.system).toMatchObject({ architecture: 'x86_64', hostName: expect.stringMatching(/./) });
	expect(facts.disk.instancesTotalMb).toBeGreaterThan(0);
	expectNow(facts.clock.epochMs, before);
});

test('busybox alone is enough', async () => {
	const before = Date.now();
	const path = await busyboxPath();
	const { facts, late } = await look([busybox, 'sh'], path);
	expect(late).toEqual([]);
	// its httpd is no Apache, and no web server was started by asking
	expect(facts.apache.program).toBe('');
	expect(await processesOf(path)).toEqual([]);
	expect(facts.network.devices.find(({ name }) => name === 'lo')?.addresses).toContain('127.0.0.1/8');
	expect(facts.system.memoryMb).toBeGreaterThan(256);
	expect(facts.disk.instancesTotalMb).toBeGreaterThan(0);
	expectNow(facts.clock.epochMs, before);
});

test('a program that hangs costs its own answer and no more, under dash and under bash', async () => {
	await Promise.all([hangs('/bin/dash', 4711), hangs('/bin/bash', 4712)]);
});

async function hangs(shell: string, seconds: number): Promise<void> {
	const shims = await temporary();
	await writeFile(join(shims, 'stat'), `#!/bin/sh\nsleep ${seconds}\n`, { mode: 0o755 });
	const path = `${shims}:/usr/sbin:/usr/bin:/sbin:/bin`;
	// On a machine so busy that nothing is told in time the limit has to be a longer one.
	const first = await look([shell], path, 5);
	const { facts, late } = first.late.length === 1 ? first : await look([shell], path, 30);
	expect(late).toEqual(['disk']);
	expect(facts.system.cores).toBeGreaterThan(0);
	const left = execFileSync('sh', ['-c', `grep -ls "[s]leep.${seconds}" /proc/[0-9]*/cmdline || true`], {
		encoding: 'utf8',
	});
	expect(left.split('\n').filter((path) => path !== '' && path !== '/proc/self/cmdline')).toEqual([]);
}

test('nothing stays in the directories for temporary files', async () => {
	const names = async () =>
		(await Promise.all(['/dev/shm', '/run', '/tmp'].map((path) => readdir(path))))
			.flat()
			.filter((name) => name.startsWith('euca-probe.'));
	const before = await names();
	await look(['/bin/dash'], '/usr/sbin:/usr/bin:/sbin:/bin');
	expect((await names()).filter((name) => !before.includes(name))).toEqual([]);
});
