import { describeError, messageOf } from './errors.ts';
import type { Logger } from './log.ts';
import { claimPidFile, processErrors } from './pid-file.ts';

/** What keeps running after `start`. */
export interface Stoppable {
	close(): Promise<void>;
}

export interface DaemonOptions<Running extends Stoppable> {
	/** As it appears in messages: `euca-nc`. */
	readonly name: string;
	readonly pidFile: string;
	readonly log: Logger;
	start(): Promise<Running>;
	/** Work to do before `close` when the process is stopped by this signal. SIGTERM and SIGINT need no entry. */
	readonly beforeStop?: Readonly<Partial<Record<NodeJS.Signals, (running: Running) => Promise<void>>>>;
	/** How long stopping may take before the process ends itself. Default 20 s. */
	readonly stopTimeoutMs?: number;
	/** Exit status of a daemon that cannot start. Default 1. */
	readonly failureExitCode?: number;
}

/** Exit codes of every daemon: sysexits are too fine for an init script. */
const exitCode = { stopped: 0, failed: 1, alreadyRunning: 2 } as const;

/**
 * The life of one daemon process: claim the pid file, start, run until a signal, close, give the pid file back, exit.
 * An error that nobody handled ends the process: state is on disk, and the next start finds it.
 */
export async function runDaemon<Running extends Stoppable>(options: DaemonOptions<Running>): Promise<void> {
	const { name, log } = options;
	let release = async () => {};
	let failureCode = options.failureExitCode ?? exitCode.failed;
	const die = (error: unknown, code: number): Promise<never> => {
		log.fatal({ err: error }, `${name} cannot go on`);
		process.stderr.write(`${name}: ${describeError(error)}\n`);
		return release()
			.catch(() => {})
			.then(() => process.exit(code));
	};
	process.on('uncaughtException', (error) => void die(error, exitCode.failed));
	process.on('unhandledRejection', (error) => void die(error, exitCode.failed));
	const stopSignal = firstSignal(['SIGTERM', 'SIGINT', ...(Object.keys(options.beforeStop ?? {}) as NodeJS.Signals[])]);
	try {
		release = await claimPidFile(options.pidFile, name);
		const running = await options.start();
		failureCode = exitCode.failed;
		log.info({ pid: process.pid }, `${name} runs`);
		await stop(options, running, await stopSignal);
	} catch (error) {
		await die(error, isAlreadyRunning(error) ? exitCode.alreadyRunning : failureCode);
	}

	await release();
	log.info({}, `${name} stopped`);
	process.exit(exitCode.stopped);
}

/** A signal that comes while the daemon still starts is kept until it has. */
function firstSignal(signals: readonly NodeJS.Signals[]): Promise<NodeJS.Signals> {
	return new Promise((resolve) => {
		for (const signal of new Set(signals)) {
			process.on(signal, () => resolve(signal));
		}
	});
}

async function stop<Running extends Stoppable>(
	options: DaemonOptions<Running>,
	running: Running,
	signal: NodeJS.Signals,
): Promise<void> {
	options.log.info({ signal }, `${options.name} stops`);
	const timeoutMs = options.stopTimeoutMs ?? 20_000;
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(processErrors('STOP_TIMED_OUT', { name: options.name, timeoutMs })), timeoutMs);
	});
	const work = async () => {
		await options.beforeStop?.[signal]?.(running).catch((error: unknown) => {
			options.log.error({ signal, reason: messageOf(error) }, 'work before the stop failed');
		});
		await running.close();
	};
	try {
		await Promise.race([work(), limit]);
	} finally {
		clearTimeout(timer);
	}
}

function isAlreadyRunning(error: unknown): boolean {
	return error instanceof Error && 'code' in error && error.code === 'ALREADY_RUNNING';
}
