import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { Client, ClientChannel } from 'ssh2';
import { messageOf } from '../../common/errors.ts';
import { answerKnock, knock } from './remote-command.ts';
import {
	type Answer,
	behind,
	hear,
	openChannel,
	type SessionOptions,
	send,
	watchEnd,
	whenSaid,
} from './ssh-channel.ts';

/**
 * The same as `session` for a login shell whose start-up files let no command through: they are others for a person at
 * a terminal, or do other things there. It takes a round trip more.
 */
export async function terminalSession(client: Client, options: SessionOptions): Promise<Answer> {
	const channel = await openChannel(client, () => openTerminal(client), options);
	const key = randomBytes(8).toString('hex');
	const { promise: notSent, reject } = Promise.withResolvers<never>();
	const heard = hear(channel, options);
	const stop = knockUntilReady(channel, key);
	whenSaid(channel, `ready-${key}`, () => {
		stop();
		lengthOf(options).then((bytes) => {
			channel.write(answerKnock(key, options.command, bytes));
			send(channel, options, reject);
		}, reject);
	});
	try {
		const { exitCode, stdout, stderr } = await Promise.race([heard, notSent]);
		return (
			answerFrom(stdout, key, options.marker) ?? {
				began: false,
				exitCode,
				stdout: withoutKnocks(stdout, key),
				stderr: stderr.toString('utf8'),
			}
		);
	} finally {
		stop();
	}
}

/** As a person would have it; where the server gives none, a login shell without. */
async function openTerminal(client: Client): Promise<ClientChannel> {
	const shell = (terminal: { term: string } | false) =>
		new Promise<ClientChannel>((resolve, reject) => {
			client.shell(terminal, (error, channel) => (error === undefined ? resolve(watchEnd(channel)) : reject(error)));
		});
	return shell({ term: 'dumb' }).catch((error: unknown) => {
		if (/pseudo-terminal/.test(messageOf(error))) {
			return shell(false);
		}

		throw error;
	});
}

const PAUSE_MS = 300;
/** As many questions as a start-up file may ask before it counts as one that reads to the end. */
const QUESTIONS = 5;
/** A line of its own: where no terminal makes an end of it, it is a command that does not exist. */
const END_OF_INPUT = '\x04\n';

/**
 * A start-up file that reads takes what was typed: then it is typed again. One that reads to the end is told, in time,
 * that this is the end. What comes when our own shell has begun is nothing to it.
 */
function knockUntilReady(channel: ClientChannel, key: string): () => void {
	let knocks = 0;
	const once = () => {
		channel.write(knocks < QUESTIONS ? knock(key) : `${knock(key)}${END_OF_INPUT}${knock(key)}`);
		knocks += 1;
	};
	once();
	const timer = setInterval(once, PAUSE_MS);
	const stop = () => clearInterval(timer);
	channel.on('close', stop);
	return stop;
}

async function lengthOf({ preface, input = '', stream }: SessionOptions): Promise<number> {
	return Buffer.byteLength(preface) + (stream === undefined ? Buffer.byteLength(input) : (await stat(stream)).size);
}

function answerFrom(output: Buffer, key: string, marker: string): Answer | undefined {
	const end = output.lastIndexOf(`end-${key} `);
	if (end < 0) {
		return undefined;
	}

	const [, status = '', errors = ''] = /^\S+ (\d+) (.*)$/s.exec(output.subarray(end).toString('utf8')) ?? [];
	const stdout = behind(output.subarray(0, end), marker);
	const stderr = errors.slice(Math.max(0, errors.indexOf(marker) + (errors.includes(marker) ? marker.length : 0)));
	return { began: stdout !== undefined, exitCode: Number(status), stdout: stdout ?? Buffer.alloc(0), stderr };
}

/** A terminal repeats what is typed, and sshd greets there. */
function withoutKnocks(output: Buffer, key: string): Buffer {
	const typed = [key, knock(key).trimEnd().slice(-12), 'Last login: '];
	const lines = output.toString('utf8').split(/\r?\n/);
	return Buffer.from(lines.filter((line) => !typed.some((part) => line.includes(part))).join('\n'));
}
