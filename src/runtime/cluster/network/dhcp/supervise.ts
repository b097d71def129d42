import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Clock } from '../../../../common/clock.ts';
import { messageOf } from '../../../../common/errors.ts';
import type { Logger } from '../../../../common/log.ts';
import { clusterErrors } from '../../errors.ts';

export interface SuperviseOptions {
	/** As the log calls it. */
	readonly name: string;
	readonly program: string;
	readonly args: readonly string[];
	/** Written by the program when it is ready. */
	readonly pidFile: string;
	readonly interface: string;
	readonly log: Logger;
	readonly clock: Clock;
}

export interface Supervised {
	/** Ends the program and waits for it. */
	stop(): Promise<void>;
}

const READY_WITHIN_MS = 10_000;
const RESTART_FIRST_MS = 500;
const RESTART_MAX_MS = 30_000;
/** After so long a life a death is news, not a continuing failure. */
const STABLE_MS = 60_000;
const KILL_AFTER_MS = 3_000;

interface Running {
	readonly child: ChildProcess;
	/** Resolves with the reason in words. */
	readonly ended: Promise<string>;
}

/** Starts a server in the foreground and starts it again whenever it ends. Throws DHCP_FAILED if it never gets ready. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
	const { log, clock, name } = options;
	const stopping = new AbortController();
	let current = await start(options);
	log.info({ serverPid: current.child.pid, program: options.program }, `${name} runs`);
	const watching = watch();
	return {
		async stop() {
			stopping.abort();
			await end(current, clock);
			await watching;
			await rm(options.pidFile, { force: true });
		},
	};

	async function watch(): Promise<void> {
		let pauseMs = RESTART_FIRST_MS;
		while (!stopping.signal.aborted) {
			const startedAt = clock.now();
			const reason = await current.ended;
			if (stopping.signal.aborted) {
				return;
			}

			log.error({ reason, program: options.program }, `${name} ended: it is started again`);
			pauseMs = clock.now() - startedAt > STABLE_MS ? RESTART_FIRST_MS : Math.min(pauseMs * 2, RESTART_MAX_MS);
			await clock.sleep(pauseMs, stopping.signal).catch(() => undefined);
			await restart();
		}
	}

	async function restart(): Promise<void> {
		if (stopping.signal.aborted) {
			return;
		}

		try {
			await rm(options.pidFile, { force: true });
			current = await start(options);
			if (stopping.signal.aborted) {
				await end(current, clock);
			}
		} catch (error) {
			log.error({ err: error }, `${name} does not start`);
		}
	}
}

async function start(options: SuperviseOptions): Promise<Running> {
	const { program, log, name, clock } = options;
	const child = spawn(program, [...options.args], { stdio: ['ignore', 'ignore', 'pipe'], env: { LC_ALL: 'C' } });
	const said: string[] = [];
	createInterface({ input: child.stderr }).on('line', (line) => {
		said.push(line);
		said.splice(0, said.length - 5);
		log.debug({ program: name, line }, 'the DHCP server says');
	});
	const ended = Promise.race([
		once(child, 'close').then(([code, signal]) => `${signal ?? `status ${code}`}: ${said.slice(-3).join(' / ')}`),
		once(child, 'error').then(([error]) => messageOf(error)),
	]).catch(messageOf);
	let reason: string | undefined;
	void ended.then((text) => {
		reason = text;
	});
	const deadline = clock.now() + READY_WITHIN_MS;
	while (!(await isReady(options.pidFile, child.pid))) {
		if (reason !== undefined || clock.now() > deadline) {
			child.kill('SIGKILL');
			reason ??= `it is not ready after ${READY_WITHIN_MS / 1_000} s: ${said.slice(-3).join(' / ')}`;
			throw clusterErrors('DHCP_FAILED', { program, reason, interface: options.interface });
		}

		await clock.sleep(20);
	}

	return { child, ended };
}

async function isReady(pidFile: string, pid: number | undefined): Promise<boolean> {
	const text = await readFile(pidFile, 'utf8').catch(() => '');
	return pid !== undefined && Number(text.trim()) === pid;
}

async function end({ child, ended }: Running, clock: Clock): Promise<void> {
	child.kill('SIGTERM');
	const giveUp = new AbortController();
	const kill = clock.sleep(KILL_AFTER_MS, giveUp.signal).then(
		() => child.kill('SIGKILL'),
		() => undefined,
	);
	await ended;
	giveUp.abort();
	await kill;
}
