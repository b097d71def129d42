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
	readonly timeoutMs?: number;
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

/** Runs one command on a connection. A connection that dies leaves the outcome unknown, and that is an error. */
export async function session(client: Client, options: SessionOptions): Promise<Answer> {
	const channel = await openChannel(client, options);
	return new Promise((resolve, reject) => {
		collect(channel, options, resolve, reject);
		send(channel, options, reject);
	});
}

/** How long a host may refuse another session before that is an error. */
const PATIENCE_MS = 10_000;
const PAUSE_MS = 50;

/**
 * A host lets so many sessions through at a time, and counts one for a moment longer than it told us of its end. What it
 * refuses to open has not begun, so it is asked again.
 */
async function openChannel(client: Client, { command, lost }: SessionOptions): Promise<ClientChannel> {
	for (let waited = 0; ; waited += PAUSE_MS) {
		try {
			return await exec(client, command);
		} catch (error) {
			const why = lost();
			if (why !== undefined) {
				throw new Error(`the connection was lost: ${why.message}`, { cause: why });
			}

			if (waited >= PATIENCE_MS || !/Channel open failure/.test(messageOf(error))) {
				throw error;
			}

			await delay(PAUSE_MS);
		}
	}
}

function exec(client: Client, command: string): Promise<ClientChannel> {
	return new Promise((resolve, reject) => {
		client.exec(command, (error, channel) => (error === undefined ? resolve(channel) : reject(error)));
	});
}

function collect(
	channel: ClientChannel,
	{ marker, timeoutMs = 30_000, lost }: SessionOptions,
	resolve: (answer: Answer) => void,
	reject: (error: Error) => void,
): void {
	const stdout: Buffer[] = [];
	const stderr: Buffer[] = [];
	let exitCode: number | undefined;
	let signal = '';
	const timer = setTimeout(() => {
		channel.close();
		reject(new Error(`no answer within ${timeoutMs} ms`));
	}, timeoutMs);
	channel.on('data', (chunk: Buffer) => stdout.push(chunk));
	channel.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
	channel.on('exit', (code: number | null, name?: string) => {
		exitCode = code ?? undefined;
		signal = name ?? '';
	});
	channel.on('close', () => {
		clearTimeout(timer);
		if (exitCode === undefined) {
			const why = lost()?.message ?? 'its end was not told';
			reject(new Error(signal === '' ? `the connection was lost: ${why}` : `ended by signal ${signal}`));
			return;
		}

		const output = behind(Buffer.concat(stdout), marker);
		const errors = Buffer.concat(stderr);
		resolve({
			began: output !== undefined,
			exitCode,
			stdout: output ?? Buffer.concat(stdout),
			stderr: (behind(errors, marker) ?? errors).toString('utf8'),
		});
	});
}

function send(
	channel: ClientChannel,
	{ preface, input, stream }: SessionOptions,
	reject: (error: Error) => void,
): void {
	if (stream === undefined) {
		channel.end(Buffer.concat([Buffer.from(preface), Buffer.from(input ?? '')]));
		return;
	}

	channel.write(preface);
	createReadStream(stream, { highWaterMark: 1 << 18 })
		.on('error', reject)
		.pipe(channel);
}

function behind(output: Buffer, marker: string): Buffer | undefined {
	const at = output.indexOf(marker);
	return at < 0 ? undefined : output.subarray(at + marker.length);
}
