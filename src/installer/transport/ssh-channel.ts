import { createReadStream } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import { messageOf } from '../../common/errors.ts';

export interface SessionOptions {
	/** What the login shell runs. */
	readonly command: string;
	/** Sent before the input. */
	readonly preface: string;
	/** Of both outputs what stands behind this counts. */
	readonly marker: string;
	readonly input?: string | Uint8Array;
	/** A file of this machine to send instead. */
	readonly stream?: string;
	/** Of the command alone, not of the start-up files before it. */
	readonly timeoutMs?: number;
	/** Called when the command begins. */
	readonly onBegin?: () => void;
	/** Why the connection ended, once it has. */
	readonly lost: () => Error | undefined;
}

export interface Answer {
	/** False: the login shell, or sudo, ended before anything of ours ran; the outputs are theirs. */
	readonly began: boolean;
	readonly exitCode: number;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** How long a host may refuse another session, while none of ours runs there, before that is an error. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;

/** How many of our sessions a connection has. */
const running = new WeakMap<Client, number>();

/**
 * A host lets so many sessions through at a time, and counts one for a moment longer than it told us of its end. What it
 * refuses to open has not begun, so it is asked again: as long as others of ours run, since one of those will end.
 */
export async function openChannel(
	client: Client,
	open: () => Promise<ClientChannel>,
	{ lost, patienceMs = PATIENCE_MS }: Pick<SessionOptions, 'lost'> & { readonly patienceMs?: number },
): Promise<ClientChannel> {
	const count = (more: number) => running.set(client, (running.get(client) ?? 0) + more);
	for (let waited = 0; ; waited = running.get(client) ? 0 : waited + PAUSE_MS) {
		try {
			const channel = await open();
			count(1);
			channel.once('close', () => count(-1));
			return channel;
		} catch (error) {
			const why = lost();
			if (why !== undefined) {
				throw new Error(`the connection was lost: ${why.message}`, { cause: why });
			}

			if (waited >= patienceMs || !/Channel open failure/.test(messageOf(error))) {
				throw error;
			}

			await delay(PAUSE_MS);
		}
	}
}

/** What a channel has told of its end so far. */
interface End {
	exitCode?: number | undefined;
	signal: string;
}

const ends = new WeakMap<ClientChannel, End>();

/** At once when it is open: a command that ends early has told so before whoever waits for the channel gets to see it. */
export function watchEnd(channel: ClientChannel): ClientChannel {
	const end: End = { signal: '' };
	channel.on('exit', (code: number | null, name?: string) => {
		end.exitCode = code ?? undefined;
		end.signal = name ?? '';
	});
	ends.set(channel, end);
	return channel;
}

/** How long start-up files may take. */
const LOGIN_MS = 60_000;

interface Heard {
	readonly exitCode: number;
	readonly stdout: Buffer;
	readonly stderr: Buffer;
}

/** All that comes until the end. A connection that dies leaves the outcome unknown, and that is an error. */
export function hear(
	channel: ClientChannel,
	{ marker, timeoutMs = 30_000, onBegin, lost }: SessionOptions,
): Promise<Heard> {
	return new Promise((resolve, reject) => {
		const stdout: Buffer[] = [];
		const stderr: Buffer[] = [];
		const giveUpAfter = (ms: number, why: string) =>
			setTimeout(() => {
				channel.close();
				reject(new Error(why));
			}, ms);
		let timer = giveUpAfter(LOGIN_MS, `the start-up files of the login shell did not end within ${LOGIN_MS} ms`);
		whenSaid(channel, marker, () => {
			onBegin?.();
			clearTimeout(timer);
			timer = giveUpAfter(timeoutMs, `no answer within ${timeoutMs} ms`);
		});
		channel.on('data', (chunk: Buffer) => stdout.push(chunk));
		channel.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
		channel.on('close', () => {
			clearTimeout(timer);
			const { exitCode, signal } = ends.get(channel) ?? { signal: '' };
			if (exitCode === undefined) {
				const why = lost()?.message ?? 'its end was not told';
				reject(new Error(signal === '' ? `the connection was lost: ${why}` : `ended by signal ${signal}`));
				return;
			}

			resolve({ exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
		});
	});
}

/** Once, as soon as the text has come on the standard output. */
export function whenSaid(channel: ClientChannel, text: string, call: () => void): void {
	let tail = Buffer.alloc(0);
	const listen = (chunk: Buffer) => {
		tail = Buffer.concat([tail, chunk]);
		if (tail.includes(text)) {
			channel.off('data', listen);
			call();
			return;
		}

		tail = tail.subarray(-text.length);
	};
	channel.on('data', listen);
}

/** What the command is to read, to the end. */
export function send(
	channel: ClientChannel,
	{ preface, input, stream }: SessionOptions,
	fail: (error: Error) => void,
): void {
	if (stream === undefined) {
		channel.end(Buffer.concat([Buffer.from(preface), Buffer.from(input ?? '')]));
		return;
	}

	channel.write(preface);
	createReadStream(stream, { highWaterMark: 1 << 18 })
		.on('error', fail)
		.pipe(channel);
}

export function behind(output: Buffer, marker: string): Buffer | undefined {
	const at = output.indexOf(marker);
	return at < 0 ? undefined : output.subarray(at + marker.length);
}
