import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../../src/common/log.ts';
import { openOutbox } from '../../../../src/runtime/cloud/mail/outbox.ts';
import { openStore } from '../../../../src/runtime/cloud/store/open-store.ts';
import { removeDirectory, temporaryDirectory } from '../support/test-cloud.ts';
import { startMailServer } from './support/mail-server.ts';
import { ManualClock } from './support/manual-clock.ts';

it('a mail that was queued arrives although the process is killed while it sends; who gets it twice can tell', async () => {
	const directory = await temporaryDirectory();
	onTestFinished(() => removeDirectory(directory));
	const server = await startMailServer();
	onTestFinished(() => server.close());
	const hold = Promise.withResolvers<void>();
	const arrived = Promise.withResolvers<void>();
	server.answers.hold = () => {
		arrived.resolve();
		return hold.promise;
	};
	const sender = join(import.meta.dirname, 'fixtures/sender.ts');
	const child = spawn(process.execPath, [sender, directory, String(server.port)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	try {
		await once(child.stdout, 'data');
		await arrived.promise;
	} finally {
		child.kill('SIGKILL');
		await once(child, 'exit');
	}

	const store = await openStore(directory);
	const clock = new ManualClock(Date.now() + 60_000);
	const from = async () => 'admin@example.org';
	const outbox = openOutbox({ store, smtpServer: server, from, clock, log: silentLog });
	expect(await outbox.waiting()).toMatchObject([{ to: 'ada@example.org', attempts: 1 }]);
	hold.resolve();
	await expect.poll(() => outbox.waiting()).toEqual([]);
	await outbox.close();
	await store.close();
	const ids = server.taken.map(({ headers }) => headers.find((line) => line.startsWith('Message-ID:')));
	expect(ids).toEqual([ids[0], ids[0]]);
});
