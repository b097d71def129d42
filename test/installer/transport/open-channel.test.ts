import { PassThrough } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { expect, test } from 'vitest';
import { openChannel } from '../../../src/installer/transport/ssh-channel.ts';

/** A host that lets one session through at a time; `refused` counts those that it did not. */
function narrowHost() {
	const host = { refused: 0, busy: undefined as PassThrough | undefined };
	const open = async () => {
		if (host.busy !== undefined) {
			host.refused += 1;
			throw new Error('(SSH) Channel open failure: open failed');
		}

		const channel = new PassThrough();
		host.busy = channel;
		channel.once('close', () => {
			host.busy = undefined;
		});
		return channel as unknown as ClientChannel;
	};
	return { host, open };
}

const client = () => ({}) as Client;
const options = { lost: () => undefined, patienceMs: 100 };

test('as long as work of ours keeps a host from letting more sessions through, nobody loses patience with it', async () => {
	const { host, open } = narrowHost();
	const connection = client();
	const first = await openChannel(connection, open, options);
	const second = openChannel(connection, open, options);
	await expect.poll(() => host.refused, { timeout: 100_000 }).toBeGreaterThan(10);
	first.destroy();
	await expect(second).resolves.toBeDefined();
});

test('where nothing of ours runs, a host that refuses has a moment to think better of it', async () => {
	const { host, open } = narrowHost();
	host.busy = new PassThrough();
	await expect(openChannel(client(), open, options)).rejects.toThrow('Channel open failure');
	expect(host.refused).toBeGreaterThan(1);
});
