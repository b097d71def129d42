import { randomBytes } from 'node:crypto';
import type { Clock } from '../../common/clock.ts';
import type { Host } from '../transport/host.ts';
import { type Interrupted, type Journal, journalLine, openJournal } from './journal.ts';

/** This run as a host knows it. */
export interface HostRun {
	readonly id: string;
	/** ISO 8601 */
	readonly time: string;
	readonly journalLine: (state: 'begin' | 'done', sentence: string) => string;
}

export interface Runs {
	/** This run on a host; the first call notes there that it starts. */
	of(host: Host): Promise<HostRun & Journal>;
	/** This run goes on with an earlier one, and is the same generation: on the host, or wherever nothing else was said. */
	goOnWith(earlier: Interrupted, host?: Host): void;
	/** The earlier run failed on these hosts too, and this one leaves them out: they stay unfinished. */
	leave(hosts: readonly string[]): void;
	/** Has this run noted its start on a host? */
	isOn(name: string): boolean;
	/** Notes the end of the run on every host that it changed and that has not failed. Returns those that are lost, and why. */
	end(failed: ReadonlyMap<string, unknown>): Promise<ReadonlyMap<string, unknown>>;
}

export interface RunsOptions {
	readonly eucalyptus: string;
	readonly clock: Clock;
}

/** Of work that is its own record: what it has done can be seen on the host. */
export const UNRECORDED: Runs = {
	of: async () => ({ id: '', time: '', note: async () => {}, journalLine: () => '' }),
	goOnWith: () => {},
	leave: () => {},
	isOn: () => false,
	end: async () => new Map(),
};

/** One run of the installer, with a journal only where something is changed. */
export function openRuns({ eucalyptus, clock }: RunsOptions): Runs {
	const id = randomBytes(4).toString('hex');
	const time = new Date(clock.now()).toISOString();
	const interrupted = new Map<string, Interrupted>();
	let everywhere: Interrupted | undefined;
	let left: readonly string[] = [];
	const open = new Map<Host, Promise<HostRun & Journal>>();
	const start = async (host: Host) => {
		const run = interrupted.get(host.name)?.run || everywhere?.run || id;
		const journal = openJournal(host, { eucalyptus, clock, run });
		await journal.note('start', 'start of the run');
		return {
			id: run,
			time,
			note: journal.note,
			journalLine: (state: 'begin' | 'done', sentence: string) => journalLine({ clock, run }, state, sentence),
		};
	};
	const of = (host: Host) => {
		const run = open.get(host) ?? start(host);
		open.set(host, run);
		return run;
	};
	return {
		of,
		goOnWith(earlier, host) {
			if (host === undefined) {
				everywhere = earlier;
			} else {
				interrupted.set(host.name, earlier);
			}
		},
		leave(hosts) {
			left = hosts;
		},
		isOn: (name) => [...open.keys()].some((host) => host.name === name),
		async end(failed) {
			const unfinished = [...failed.keys(), ...left];
			const lost = new Map<string, unknown>();
			await Promise.all(
				[...open].map(async ([{ name }, run]) => {
					try {
						if (!failed.has(name)) {
							await (await run).note('end', 'end of the run', unfinished);
						}
					} catch (error) {
						lost.set(name, error);
					}
				}),
			);
			return lost;
		},
	};
}
