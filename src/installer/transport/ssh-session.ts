import type { Client, ClientChannel } from 'ssh2';
import { type Answer, behind, hear, openChannel, type SessionOptions, send, watchEnd } from './ssh-channel.ts';

/** Runs one command on a connection, in one round trip. */
export async function session(client: Client, options: SessionOptions): Promise<Answer> {
	const channel = await openChannel(client, () => exec(client, options.command), options);
	const { promise: notSent, reject } = Promise.withResolvers<never>();
	const heard = hear(channel, options);
	send(channel, options, reject);
	const { exitCode, stdout, stderr } = await Promise.race([heard, notSent]);
	const output = behind(stdout, options.marker);
	return {
		began: output !== undefined,
		exitCode,
		stdout: output ?? stdout,
		stderr: (behind(stderr, options.marker) ?? stderr).toString('utf8'),
	};
}

function exec(client: Client, command: string): Promise<ClientChannel> {
	return new Promise((resolve, reject) => {
		client.exec(command, (error, channel) => (error === undefined ? resolve(watchEnd(channel)) : reject(error)));
	});
}
