import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onlyChildOf, startUntilReady } from './program.ts';

/** A host's power supply: what reboot, halt and a pulled plug do. */
export interface Power {
	/** Process 1 of the running host, as this machine counts; undefined while it is off. */
	init(): string | undefined;
	boots(): number;
	on(): Promise<void>;
	off(): Promise<void>;
}

export interface PowerOptions {
	/** Of the host's case: its mount table, network and process tree are those that the host boots in. */
	readonly casePid: string;
	/** The control group that everything in the host belongs to. */
	readonly group: string;
	/** What boot-host.sh takes. */
	readonly boot: readonly string[];
	/** Brings the network into the state it has when power comes on. */
	readonly plugIn: () => Promise<unknown>;
}

export function power({ casePid, group, boot, plugIn }: PowerOptions): Power {
	let running: { readonly chain: ChildProcess; readonly init: string } | undefined;
	let boots = 0;
	const on = async (): Promise<void> => {
		await plugIn();
		const { child: chain } = await startUntilReady(
			...inGroup(group, [
				...['nsenter', '-t', casePid, '-m', '-n', '-p', 'unshare', '-m', '-p', '-u', '-i', '-C'],
				...['--fork', '--kill-child=KILL', 'bash', join(import.meta.dirname, 'boot-host.sh'), ...boot],
			]),
		);
		boots += 1;
		running = { chain, init: String(onlyChildOf(onlyChildOf(Number(chain.pid)))) };
		chain.once('exit', (_code, signal) => {
			running = undefined;
			// What reboot(2) does to process 1 of a namespace; after halt it would be SIGINT.
			if (signal === 'SIGHUP') {
				on().catch((error: Error) => process.emitWarning(error));
			}
		});
	};
	return {
		init: () => running?.init,
		boots: () => boots,
		on,
		async off() {
			if (running !== undefined) {
				const ended = once(running.chain, 'exit');
				process.kill(Number(running.init), 'SIGKILL');
				await ended;
			}
		},
	};
}

/** A command that joins a control group before it does anything. */
export function inGroup(group: string, words: readonly string[]): [string, string[]] {
	return ['sh', ['-c', 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"', 'sh', group, ...words]];
}
