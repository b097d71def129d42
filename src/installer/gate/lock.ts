import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as z from 'zod';
import type { Clock } from '../../common/clock.ts';
import { installerErrors } from '../errors.ts';
import type { Host } from '../transport/host.ts';
import { statePaths } from './state-directory.ts';

const owner = z.object({
	user: z.string(),
	/** The machine that the installer runs on, which need not be the one that is locked. */
	machine: z.string(),
	pid: z.int(),
	/** Start time of the process in ticks since boot: the same pid may be given again. */
	started: z.string(),
	/** Milliseconds since 1970. */
	since: z.number(),
});

/** Who is at work on a host. */
export interface LockHolder {
	readonly user: string;
	readonly machine: string;
	readonly pid: number;
	/** ISO 8601 */
	readonly since: string;
	/** `3 minutes` */
	readonly age: string;
	/** False: it is a process of a machine that could not be asked, and may have ended. */
	readonly isSure: boolean;
	/** Where it is not sure: in words, with what to do. */
	readonly doubt?: string;
}

export interface LockOptions {
	readonly eucalyptus: string;
	readonly clock: Clock;
	/** Take it even from an owner that may be alive. */
	readonly breakLock?: boolean;
	/** If one of these is the owner's machine it is asked whether the owner lives. */
	readonly among?: readonly Host[];
}

/** One installer per host at a time. Returns the way to let go. A lock whose process is gone is taken over. */
export async function lockHost(host: Host, options: LockOptions): Promise<() => Promise<void>> {
	const { lock } = statePaths(options.eucalyptus);
	const me: z.output<typeof owner> = {
		user: process.env['SUDO_USER'] ?? process.env['USER'] ?? 'root',
		machine: hostname(),
		pid: process.pid,
		started: await startTime(process.pid),
		since: options.clock.now(),
	};
	const text = JSON.stringify(me);
	for (let expected = ''; ; ) {
		const holder = await takeLock(host, lock, text, expected);
		if (holder === undefined) {
			return () => releaseLock(host, lock, text);
		}

		const owner = options.breakLock === true ? undefined : await lockHolder(holder, options.clock, options.among);
		if (owner !== undefined) {
			const { user, pid, machine, age } = owner;
			throw installerErrors('LOCKED', { host: host.name, owner: `${user} (process ${pid} on ${machine})`, age });
		}

		expected = holder;
	}
}

/** Returns the present holder, or undefined when we hold it now. `expected` is a dead holder that may be replaced. */
async function takeLock(host: Host, lock: string, text: string, expected: string): Promise<string | undefined> {
	const answer = await host.script(TAKE, { what: `locking ${lock}`, args: [lock, text, expected] });
	return answer === 'taken\n' ? undefined : answer.trimEnd();
}

/**
 * The link is made in one step and fails if another was faster; removing a dead one is guarded by its content. An empty one
 * was left by a power cut: what is linked has its content already.
 */
const TAKE = `
set -e
umask 077
t=$1.$$
trap 'rm -f "$t"' EXIT
printf '%s' "$2" >"$t"
if [ -n "$3" ] && [ "$(cat "$1" 2>/dev/null)" = "$3" ]; then rm -f "$1"; fi
if [ -f "$1" ] && [ -z "$(cat "$1" 2>/dev/null)" ]; then rm -f "$1"; fi
if ln "$t" "$1" 2>/dev/null; then echo taken; else cat "$1"; fi
`;

async function releaseLock(host: Host, lock: string, text: string): Promise<void> {
	const script = '[ "$(cat "$1" 2>/dev/null)" = "$2" ] && rm -f "$1"; exit 0';
	await host.script(script, { what: `unlocking ${lock}`, args: [lock, text] });
}

/** From the text of a lock. Undefined if nobody holds it: it is empty, its process is gone, or a power cut tore it. */
export async function lockHolder(
	text: string,
	clock: Clock,
	among: readonly Host[] = [],
	here = hostname(),
): Promise<LockHolder | undefined> {
	const parsed = owner.safeParse(parseJson(text));
	if (!parsed.success) {
		return undefined;
	}

	const { user, machine, pid, started, since } = parsed.data;
	const present = await (machine === here ? startTime(pid) : startTimeOn(machine, pid, among));
	if (present !== undefined && present !== started) {
		return undefined;
	}

	const isSure = present !== undefined;
	const minutes = Math.floor((clock.now() - since) / 60_000);
	const age = minutes < 1 ? 'less than a minute' : `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
	const holder = { user, machine, pid, since: new Date(since).toISOString(), age, isSure };
	const doubt = `whether process ${pid} still runs cannot be told from here: look on ${machine}; if it has ended, "euca-setup apply --break-lock" goes on`;
	return isSure ? holder : { ...holder, doubt };
}

/** Field 22 of /proc/PID/stat; '' if there is no such process. */
async function startTime(pid: number): Promise<string> {
	try {
		const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
	} catch {
		return '';
	}
}

/** The same of another machine, known by the name that it calls itself. Undefined: none of the hosts says that it is it. */
async function startTimeOn(machine: string, pid: number, among: readonly Host[]): Promise<string | undefined> {
	const host = among.find(({ name }) => name === machine || name === machine.split('.')[0]);
	try {
		const said = await host?.script(START_TIME, { what: `asking for process ${pid}`, args: [String(pid)] });
		const [name, started = ''] = said?.trimEnd().split('\n') ?? [];
		return name === machine ? started : undefined;
	} catch {
		return undefined;
	}
}

const START_TIME = `
uname -n
s=$(cat "/proc/$1/stat" 2>/dev/null) || exit 0
set -f
set -- \${s##*) }
shift 19
echo "$1"
`;

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
