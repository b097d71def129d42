import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface Outcome {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

export interface ProgramOptions {
	/** Default two minutes. */
	readonly timeoutMs?: number;
	readonly input?: string | Uint8Array;
	readonly env?: Readonly<Record<string, string>>;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs a program until it ends; daemons that it leaves behind may go on holding its output. */
export function execute(
	program: string,
	args: readonly string[],
	{ timeoutMs = 120_000, input, env }: ProgramOptions = {},
): Promise<Outcome> {
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			stdio: ['pipe', 'pipe', 'pipe'],
			env: { PATH: process.env['PATH'] ?? PATH, HOME: '/root', LC_ALL: 'C.UTF-8', ...env },
		});
		let stdout = '';
		let stderr = '';
		child.stdin.on('error', () => {}); // a program that does not read its input says so by its exit code
		child.stdin.end(input);
		child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
		child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
		const timer = setTimeout(() => {
			child.kill('SIGKILL');
			reject(new Error(`no end within ${timeoutMs} ms: ${args.at(-1)}\n${tail(stdout)}\n${tail(stderr)}`));
		}, timeoutMs);
		child.once('error', reject);
		child.once('exit', (code) => {
			setTimeout(() => {
				clearTimeout(timer);
				child.stdout.destroy();
				child.stderr.destroy();
				resolve({ exitCode: code ?? 128, stdout, stderr });
			}, 50);
		});
	});
}

/** The same, for those who expect success: its standard output. */
export async function succeed(
	program: string,
	args: readonly string[],
	options: ProgramOptions & { readonly ok?: readonly number[] } = {},
): Promise<string> {
	const { exitCode, stdout, stderr } = await execute(program, args, options);
	if (!(options.ok ?? [0]).includes(exitCode)) {
		throw new Error(`${args.at(-1)}\nended with ${exitCode}\n${tail(stdout)}\n${tail(stderr)}`);
	}

	return stdout;
}

/** Starts a program that goes on, and waits until it has printed the line `ready`: what came before that line. */
export function startUntilReady(
	program: string,
	args: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly said: string }> {
	const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
	const errors: Buffer[] = [];
	child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
	return new Promise((resolve, reject) => {
		let said = '';
		child.stdout.on('data', (text: Buffer) => {
			said += text.toString();
			if (said.endsWith('ready\n')) {
				resolve({ child, said: said.slice(0, -'ready\n'.length) });
			}
		});
		child.once('error', reject);
		child.once('exit', (code, signal) =>
			reject(new Error(`${args.join(' ')} ended with ${code ?? signal}: ${tail(Buffer.concat(errors).toString())}`)),
		);
	});
}

/** Of a program that forks once, as unshare and nsenter do. */
export function onlyChildOf(pid: number): number {
	return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim());
}

function tail(text: string): string {
	return text.slice(-6000);
}
