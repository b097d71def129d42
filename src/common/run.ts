import { EucaError, errorCatalogue } from './errors.ts';

export const runErrors = errorCatalogue({
	PROGRAM_MISSING: {
		text: 'the program {program} is not installed on this machine',
		who: 'operator',
		next: 'install the package that brings {program}, or correct its path in the configuration',
	},
	PROGRAM_FAILED: { text: '{program} {args} ended with status {status}: {stderr}', who: 'operator' },
	PROGRAM_TIMED_OUT: { text: '{program} {args} did not end within {timeoutMs} ms and was killed', who: 'operator' },
	PROGRAM_KILLED: { text: '{program} {args} was ended by signal {signal}', who: 'operator' },
});

export interface RunOptions {
	readonly timeoutMs?: number;
	readonly input?: string | Uint8Array;
	/** Added to the small fixed environment (PATH, HOME, LC_ALL=C). */
	readonly env?: Readonly<Record<string, string>>;
	readonly cwd?: string;
	readonly signal?: AbortSignal;
	/** Exit codes that are an answer, not a failure. Default [0]. */
	readonly okCodes?: readonly number[];
}

export interface RunResult {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Runs an external program with an argument array, a time limit and a fixed environment; never through a shell. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
	// execa costs 95 ms of CPU to import: only those who run something pay.
	const { execa } = await import('execa');
	const timeoutMs = options.timeoutMs ?? 30_000;
	const result = await execa(program, [...args], {
		extendEnv: false,
		env: { PATH, HOME: process.env['HOME'] ?? '/root', LC_ALL: 'C', ...options.env },
		reject: false,
		stripFinalNewline: false,
		timeout: timeoutMs,
		...(options.cwd === undefined ? {} : { cwd: options.cwd }),
		...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
		...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
	});
	const named = { program, args: args.join(' ') };
	if (result.code === 'ENOENT') {
		throw runErrors('PROGRAM_MISSING', named);
	}

	if (result.timedOut) {
		throw runErrors('PROGRAM_TIMED_OUT', { ...named, timeoutMs });
	}

	if (result.exitCode === undefined) {
		throw runErrors('PROGRAM_KILLED', { ...named, signal: result.signal ?? 'unknown' }, { cause: result.cause });
	}

	const { exitCode, stdout, stderr } = result;
	if (!(options.okCodes ?? [0]).includes(exitCode)) {
		throw runErrors('PROGRAM_FAILED', { ...named, status: exitCode, stderr: lastLines(stderr || stdout) });
	}

	return { exitCode, stdout, stderr };
}

/** True if the error says that the program itself is absent. */
export function isProgramMissing(error: unknown): boolean {
	return error instanceof EucaError && error.code === 'PROGRAM_MISSING';
}

function lastLines(text: string): string {
	return text.trim().split('\n').slice(-3).join(' / ') || 'it said nothing';
}
