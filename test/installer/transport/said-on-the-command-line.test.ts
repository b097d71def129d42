import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import type { SshOptions } from '../../../src/installer/transport/ssh-target.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';

let sshd: TestSshd;
let nobodys: string;
let said: SshOptions;

beforeAll(async () => {
	sshd = await startSshd();
	nobodys = await mkdtemp(join(sshd.directory, 'nobodys-ssh-'));
	await writeFile(
		join(nobodys, 'config'),
		'Host 127.0.0.1\n\tProxyCommand false\nHost *\n\tUser nobody\n\tPort 9\n\tIdentityFile none\n',
	);
	const knownHosts = join(sshd.directory, 'known');
	await writeFile(knownHosts, `${sshd.knownLine}${sshd.knownLine.replace('127.0.0.1', 'localhost')}`);
	const identity = join(sshd.sshDirectory, 'id_ed25519');
	said = { user: userInfo().username, port: sshd.port, identity, knownHosts };
});
afterAll(async () => {
	await rm(nobodys, { recursive: true, force: true });
	await sshd.stop();
});

async function gets(options: SshOptions): Promise<string> {
	const host = sshHost({ name: '127.0.0.1', sshDirectory: nobodys, ...options });
	try {
		return (await host.exec(['echo', 'inside'])).stdout;
	} finally {
		await host.close();
	}
}

test('user, port, key, known hosts and the way there count before ~/.ssh/config', async () => {
	const jump = [`${userInfo().username}@localhost:${sshd.port}`];
	await expect(gets({ ...said, jump })).resolves.toBe('inside\n');
});

test('a jump host is verified by the known hosts that were named', async () => {
	const knownHosts = join(sshd.directory, 'known-without-jump');
	await writeFile(knownHosts, sshd.knownLine);
	const jump = [`${userInfo().username}@localhost:${sshd.port}`];
	await expect(gets({ ...said, knownHosts, jump })).rejects.toMatchObject({
		code: 'HOST_KEY_UNKNOWN',
		message: expect.stringMatching(/^localhost: .*known-without-jump/),
	});
});
