import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import { lockHolder, lockHost } from '../../../src/installer/gate/lock.ts';
import { statePaths } from '../../../src/installer/gate/state-directory.ts';
import { claimDirectories } from '../../../src/installer/plan/claim-directories.ts';
import type { Host, ScriptOptions } from '../../../src/installer/transport/host.ts';
import { localHost } from '../../../src/installer/transport/local.ts';

const host = localHost({ name: 'here' });

async function place(): Promise<string> {
	const eucalyptus = await mkdtemp(join(tmpdir(), 'euca-lock-'));
	onTestFinished(() => rm(eucalyptus, { recursive: true, force: true }));
	await claimDirectories(host, eucalyptus);
	return eucalyptus;
}

const clock = { ...systemClock, now: () => Date.parse('2026-01-02T03:04:05Z') };
const take = (eucalyptus: string, breakLock = false) => lockHost(host, { eucalyptus, clock, breakLock });

test('only one of many gets it, and the others are told who has it and for how long', async () => {
	const eucalyptus = await place();
	const tries = await Promise.allSettled(Array.from({ length: 8 }, () => take(eucalyptus)));
	expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	const [refused] = tries.filter((one) => one.status === 'rejected');
	expect(refused?.reason).toMatchObject({
		code: 'LOCKED',
		message: expect.stringMatching(new RegExp(`^here: .* \\(process ${process.pid} on .*less than a minute`)),
	});
});

test('letting go frees it and leaves nothing behind', async () => {
	const eucalyptus = await place();
	const release = await take(eucalyptus);
	await release();
	expect(await readdir(statePaths(eucalyptus).directory)).toEqual(['generations', 'store']);
	await (await take(eucalyptus))();
});

test('a lock whose process is gone, or that a power cut tore, is taken over', async () => {
	const eucalyptus = await place();
	const { lock } = statePaths(eucalyptus);
	const machine = execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim();
	await writeFile(lock, JSON.stringify({ user: 'x', machine, pid: 4_190_001, started: '17', since: 0 }));
	await (await take(eucalyptus))();
	for (const torn of ['{"user":"x', '', '\n', '\0\0\0']) {
		await writeFile(lock, torn);
		await (await take(eucalyptus))();
	}
});

test('whether its process is gone is asked on the machine of the owner where that is one of the hosts', async () => {
	const name = execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim();
	const script = (text: string, options: ScriptOptions) => host.script(text, options);
	const among: Host[] = [
		{ ...host, name: 'silent', script: () => Promise.reject(new Error('no answer')) },
		{ ...host, name, script },
		// goes by another name in the site than the machine calls itself
		{ ...host, name: 'alias', script },
	];
	const owner = (machine: string, pid: number, started: string) =>
		lockHolder(JSON.stringify({ user: 'x', machine, pid, started, since: 0 }), clock, among, 'a laptop');
	const started = await own();
	expect(await owner(name, process.pid, started)).toMatchObject({ isSure: true });
	expect(await owner(name, process.pid, '17')).toBeUndefined();
	expect(await owner(name, 4_190_001, '17')).toBeUndefined();
	for (const unknown of ['silent', 'alias', 'elsewhere']) {
		expect(await owner(unknown, 4_190_001, '17')).toMatchObject({
			isSure: false,
			doubt: expect.stringContaining(unknown),
		});
	}
});

/** Since when this process runs, as the kernel counts. */
async function own(): Promise<string> {
	const stat = await readFile('/proc/self/stat', 'utf8');
	return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

test('a lock held from another machine is only broken when that is asked for', async () => {
	const eucalyptus = await place();
	const { lock } = statePaths(eucalyptus);
	await writeFile(lock, JSON.stringify({ user: 'x', machine: 'elsewhere', pid: 1, started: '17', since: 0 }));
	await expect(take(eucalyptus)).rejects.toMatchObject({
		code: 'LOCKED',
		next: expect.stringContaining('--break-lock'),
	});
	await (await take(eucalyptus, true))();
});
