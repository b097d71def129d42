import { expect, test } from 'vitest';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import { startSshd } from '../support/sshd.ts';

test('a host that lets few sessions through at a time gets them one after the other', async () => {
	const sshd = await startSshd({ config: ['MaxSessions 2'] });
	try {
		await sshd.trust();
		const host = sshHost(sshd.target);
		const words = (index: number) => ['sh', '-c', 'sleep 0.05; echo "$1"', 'sh', String(index)];
		const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => host.exec(words(index))));
		expect(answers.map(({ stdout }) => Number(stdout))).toEqual(Array.from({ length: 12 }, (_, index) => index));
		await host.close();
	} finally {
		await sshd.stop();
	}
});
