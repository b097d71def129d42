import { createReadStream } from 'node:fs';
import type { Client, ClientChannel } from 'ssh2';

export interface SessionOptions {
	/** Standard output counts from behind this on. */
	readonly marker: string;
	readonly input?: string | Uint8Array;
	/** A file of this machine to send instead. */
	readonly stream?: string;
	readonly timeoutMs?: number;
}

export interface Answer {
	readonly exitCode: number;
	readonly stdout: Buffer;
	readonly stderr: string;
}

/** Runs one command on a connection. A connection that dies leaves the outcome unknown, and that is an error. */
export function session(client: Client, command: string, options: SessionOptions): Promise<Answer> {
	return new Promise((resolve, reject) => {
		client.exec(command, (error, channel) => {
			if (error !== undefined) {
				reject(error);
			} else {
				collect(channel, options, resolve, reject);
				send(channel, options, reject);
			}
		});
	});
}

function collect(
	channel: ClientChannel,
	{ marker, timeoutMs = 30_000 }: SessionOptions,
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
			reject(new Error(signal === '' ? 'the connection was lost' : `ended by signal ${signal}`));
			return;
		}

		resolve({
			exitCode,
			stdout: behind(Buffer.concat(stdout), marker),
			stderr: Buffer.concat(stderr).toString('utf8'),
		});
	});
}

function send(channel: ClientChannel, { input, stream }: SessionOptions, reject: (error: Error) => void): void {
	if (stream === undefined) {
		channel.end(input === undefined ? undefined : Buffer.from(input));
		return;
	}

	createReadStream(stream, { highWaterMark: 1 << 18 })
		.on('error', reject)
		.pipe(channel);
}

/** Without the marker nothing of ours ran: then everything is the login shell's. */
function behind(output: Buffer, marker: string): Buffer {
	const at = output.indexOf(marker);
	return at < 0 ? Buffer.alloc(0) : output.subarray(at + marker.length);
}
