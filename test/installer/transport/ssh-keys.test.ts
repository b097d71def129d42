import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type SecretSources, secretsFrom } from '../../../src/installer/transport/secrets.ts';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import { shareSsh } from '../../../src/installer/transport/ssh-target.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';

const PASSPHRASE = 'correct horse; "battery" $staple';
let sshd: TestSshd;
let allowed: string;

beforeAll(async () => {
	sshd = await startSshd();
	await sshd.trust();
	allowed = join(sshd.sshDirectory, 'allowed');
	await rename(join(sshd.sshDirectory, 'id_ed25519'), allowed);
	await rename(join(sshd.sshDirectory, 'id_ed25519.pub'), `${allowed}.pub`);
	// Another key, which the server does not let in, under the default name.
	execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(sshd.sshDirectory, 'id_ed25519')]);
});
afterAll(() => sshd.stop());

async function logIn(config = '', sources: SecretSources = {}, identity?: string): Promise<string> {
	await writeFile(join(sshd.sshDirectory, 'config'), config);
	const shared = shareSsh(secretsFrom(sources));
	const host = sshHost({ ...sshd.target, shared, identity });
	try {
		return (await host.exec(['echo', 'in'])).stdout.trim();
	} finally {
		await host.close();
	}
}

async function encrypted(format: string): Promise<string> {
	const file = join(sshd.sshDirectory, `locked-${format}`);
	await writeFile(file, await readFile(allowed), { mode: 0o600 });
	execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', PASSPHRASE, '-f', file]);
	return file;
}

test('a key that the server does not know is refused, with the way to make it known', async () => {
	await expect(logIn()).rejects.toMatchObject({
		code: 'HOST_AUTH',
		next: expect.stringContaining(`ssh-copy-id -p ${sshd.port}`),
	});
});

test('IdentityFile of ~/.ssh/config is used', async () => {
	expect(await logIn(`IdentityFile ${allowed}\n`)).toBe('in');
});

test('a passphrase comes from a file, or from an open file descriptor', async () => {
	const config = `IdentityFile ${await encrypted('file')}\n`;
	const passphraseFile = join(sshd.sshDirectory, 'passphrase');
	await writeFile(passphraseFile, `${PASSPHRASE}\n`);
	expect(await logIn(config, { passphraseFile })).toBe('in');
	expect(await logIn(config, { passphraseFile: `/dev/fd/${openSync(passphraseFile, 'r')}` })).toBe('in');
});

test('a passphrase is asked for once for all hosts, again if it was wrong, and only when a key without does not do', async () => {
	const locked = await encrypted('ask');
	const questions: string[] = [];
	const answers = ['wrong', PASSPHRASE];
	const ask = async (question: string) => {
		questions.push(question);
		return answers[questions.length - 1] ?? '';
	};
	expect(await logIn(`IdentityFile ${allowed}\nIdentityFile ${locked}\n`, { ask })).toBe('in');
	expect(questions).toEqual([]);
	await writeFile(join(sshd.sshDirectory, 'config'), `IdentityFile ${locked}\n`);
	const shared = shareSsh(secretsFrom({ ask }));
	const hosts = [sshd.target, sshd.target].map((target) => sshHost({ ...target, shared }));
	await Promise.all(hosts.map((host) => host.exec(['true'])));
	await Promise.all(hosts.map((host) => host.close()));
	expect(questions).toEqual([`Passphrase of the key ${locked}:`, `That was not it. Passphrase of the key ${locked}:`]);
});

test('a wrong passphrase, and one that nobody can be asked for, are told apart', async () => {
	const config = `IdentityFile ${await encrypted('wrong')}\n`;
	const passphraseFile = join(sshd.sshDirectory, 'no-passphrase');
	await writeFile(passphraseFile, 'nonsense\n');
	await expect(logIn(config, { passphraseFile })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
	await expect(logIn(config)).rejects.toMatchObject({
		code: 'PASSPHRASE_NEEDED',
		next: expect.stringContaining('--passphrase-file'),
	});
	await expect(logIn(config, { passphraseFile: '/none' })).rejects.toMatchObject({ code: 'SECRET_FILE' });
});

test('an agent lends its keys; IdentitiesOnly keeps it to those of the configuration', async () => {
	const socket = join(sshd.directory, 'agent');
	const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
	try {
		await once(agent.stdout, 'data');
		vi.stubEnv('SSH_AUTH_SOCK', socket);
		execFileSync('ssh-add', ['-q', allowed]);
		expect(await logIn()).toBe('in');
		const other = join(sshd.sshDirectory, 'id_ed25519');
		await expect(logIn(`IdentitiesOnly yes\nIdentityFile ${other}\n`)).rejects.toMatchObject({ code: 'HOST_AUTH' });
		expect(await logIn(`IdentitiesOnly yes\nIdentityFile ${allowed}.pub\n`)).toBe('in');
		await expect(logIn('IdentityAgent none\n')).rejects.toMatchObject({ code: 'HOST_AUTH' });
		vi.unstubAllEnvs();
		expect(await logIn(`IdentityAgent ${socket}\n`)).toBe('in');
	} finally {
		vi.unstubAllEnvs();
		agent.kill();
	}
});

test.each([
	['none', '/none/agent'],
	['one that ended', 'ended'],
])(
	'where the agent is %s, as in an old terminal, the keys of the configuration do, and nothing is left open',
	async (_, name) => {
		const socket = name === 'ended' ? join(sshd.directory, name) : name;
		if (name === 'ended') {
			const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
			await once(agent.stdout, 'data');
			agent.kill('SIGKILL');
			await once(agent, 'exit');
		}

		vi.stubEnv('SSH_AUTH_SOCK', socket);
		try {
			expect(await logIn(`IdentityFile ${allowed}\n`)).toBe('in');
			await expect(logIn()).rejects.toMatchObject({ code: 'HOST_AUTH', message: expect.stringContaining(socket) });
			const open = () => process.getActiveResourcesInfo().filter((kind) => kind === 'TCPSocketWrap').length;
			await expect.poll(open).toBe(0);
		} finally {
			vi.unstubAllEnvs();
		}
	},
);

test('of an agent with more keys than a server looks at, that of the configuration comes first, and one that was named before all', async () => {
	const socket = join(sshd.directory, 'crowded');
	const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] });
	try {
		await once(agent.stdout, 'data');
		vi.stubEnv('SSH_AUTH_SOCK', socket);
		const strangers = [1, 2, 3, 4, 5, 6, 7].map((number) => join(sshd.directory, `stranger${number}`));
		for (const file of strangers) {
			execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
		}

		execFileSync('ssh-add', ['-q', ...strangers]);
		expect(await logIn('', {}, allowed)).toBe('in');
		await expect(logIn()).rejects.toMatchObject({
			code: 'HOST_AUTH',
			message: expect.stringMatching(/Too many authentication failures.*--identity/),
		});
		execFileSync('ssh-add', ['-q', allowed]);
		expect(await logIn(`IdentityFile ${allowed}\n`)).toBe('in');
	} finally {
		vi.unstubAllEnvs();
		agent.kill();
	}
});
