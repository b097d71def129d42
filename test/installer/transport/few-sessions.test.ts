import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import { startSshd } from '../support/sshd.ts';

test('a host that lets few sessions through at a time gets them one after the other', async () => {
	const sshd = await startSshd({ config: ['MaxSessions 2'] });
	try {
		await writeFile(join(sshd.sshDirectory, 'known_hosts'), sshd.knownLine);
		const host = sshHost({
			name: '127.0.0.1',
			address: '127.0.0.1',
			user: userInfo().username,
			port: sshd.port,
			sshDirectory: sshd.sshDirectory,
		});
		const words = (index: number) => ['sh', '-c', 'sleep 0.05; echo "$1"', 'sh', String(index)];
		const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => host.exec(words(index))));
		expect(answers.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 12 }, (_, index) => index));
		await host.close();
	} finally {
		await sshd.stop();
	}
});
