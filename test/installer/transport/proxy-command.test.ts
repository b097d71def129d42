import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';

let sshd: TestSshd;

beforeAll(async () => {
	sshd = await startSshd();
	await sshd.trust();
});
afterAll(() => sshd.stop());

async function logIn(command: string): Promise<string> {
	await writeFile(join(sshd.sshDirectory, 'config'), `ProxyCommand ${command}\n`);
	const host = sshHost({ ...sshd.target });
	try {
		return (await host.exec(['echo', 'in'])).stdout.trim();
	} finally {
		await host.close();
	}
}

test('a ProxyCommand leads to the host', async () => {
	expect(await logIn('busybox nc %h %p')).toBe('in');
});

test.each([
	['sh -c "echo no route today >&2; exit 3"', /ProxyCommand.*status 3: no route today/],
	['/bin/false', /ProxyCommand.*status 1/],
	['/none/such', /ProxyCommand.*status 127: .*\/none\/such/],
])('one that leads nowhere (%s) is the reason, in its own words', async (command, reason) => {
	await expect(logIn(command)).rejects.toMatchObject({
		code: 'HOST_UNREACHABLE',
		message: expect.stringMatching(reason),
	});
});
