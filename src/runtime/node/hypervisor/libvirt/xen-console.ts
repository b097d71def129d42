import { mkdir, readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from '../../../../common/run.ts';
import { tailOf } from './console-tail.ts';

const LOG_DIRECTORY = '/var/log/xen/console';
const DAEMON = 'xenconsoled';
/** How long the old daemon may take to let go of the guests' consoles. */
const END_LIMIT_MS = 5000;

/** The console daemon of dom0 as it runs now. */
export interface ConsoleDaemon {
	readonly pid: number;
	readonly program: string;
	readonly args: readonly string[];
}

/**
 * Sees to it that what guests print is kept from their first byte on. As packaged, xenconsoled hands it only to whoever
 * attaches; with `--log=guest` it also writes a file a guest. Guests go on while it is started anew; it finds them again
 * in xenstore.
 */
export async function logXenConsoles(): Promise<void> {
	const daemon = await findConsoleDaemon();
	if (daemon === undefined || keepsGuestLogs(daemon.args)) {
		return;
	}

	await mkdir(LOG_DIRECTORY, { recursive: true });
	process.kill(daemon.pid, 'SIGTERM');
	for (let waited = 0; waited < END_LIMIT_MS && (await programOf(daemon.pid)) !== undefined; waited += 50) {
		await delay(50);
	}

	await run(daemon.program, [...daemon.args, '--log=guest']);
}

/** The last bytes that the guest wrote; empty if there are none. */
export function readXenConsole(id: string, maxBytes: number): Promise<Buffer> {
	return tailOf([`${guestLog(id)}.1`, guestLog(id)], maxBytes);
}

/** Removes what was kept of a guest that is gone. */
export async function forgetXenConsole(id: string): Promise<void> {
	for (const path of [guestLog(id), `${guestLog(id)}.1`]) {
		await rm(path, { force: true });
	}
}

/** True if these arguments make it write what guests print: `--log=guest`, `--log all`, `-l guest`. */
export function keepsGuestLogs(args: readonly string[]): boolean {
	return /(^| )(--log|-l)[= ]?(guest|all)( |$)/.test(args.join(' '));
}

/** Undefined where no such process runs. `proc` is the process table. */
export async function findConsoleDaemon(proc = '/proc'): Promise<ConsoleDaemon | undefined> {
	for (const entry of await readdir(proc)) {
		const pid = Number(entry);
		const words = Number.isInteger(pid) ? await commandLine(join(proc, entry)) : [];
		if (words[0]?.split('/').at(-1) === DAEMON) {
			return { pid, program: (await programOf(pid, proc)) ?? words[0], args: words.slice(1) };
		}
	}

	return undefined;
}

async function commandLine(directory: string): Promise<string[]> {
	const text = await readFile(join(directory, 'cmdline'), 'utf8').catch(() => '');
	return text.split('\0').slice(0, -1);
}

/** The program that a process runs; undefined once it has ended. */
async function programOf(pid: number, proc = '/proc'): Promise<string | undefined> {
	return readlink(join(proc, String(pid), 'exe')).catch(() => undefined);
}

function guestLog(id: string): string {
	return join(LOG_DIRECTORY, `guest-${id}.log`);
}
