import type { Clock } from '../../common/clock.ts';
import { type Message, message, type Reporter } from '../messages.ts';
import type { Host } from '../transport/host.ts';
import type { HostRun, Runs } from './runs.ts';

/** One mutation of one host, done or only planned. */
export interface Change {
	readonly host: string;
	/** `write /etc/default/eucalyptus`: an infinitive, so that it reads as plan and as record. */
	readonly sentence: string;
}

/** What a person is told of a change before it is made. */
export interface Announced {
	readonly sentence: string;
	/** Asked only for a plan, with what it has shown of other hosts. Undefined: there is nothing to show, or it is secret. */
	readonly diff?: (shown: ShownInFull) => Promise<Difference | undefined>;
}

export interface Difference {
	readonly path: string;
	/** A unified diff. */
	readonly text: string;
	readonly kind: 'new' | 'changed';
}

/** New files that hosts of this plan were shown with from beginning to end, by path. */
export type ShownInFull = Map<string, readonly ShownFile[]>;

interface ShownFile {
	readonly host: string;
	readonly content: string;
	readonly difference: Difference;
}

/** The only way to change anything on a host. */
export interface Gate {
	/** In `plan` nothing is ever done. */
	readonly mode: 'plan' | 'apply';
	readonly changes: readonly Change[];
	/** Plan: notes the sentence. Apply: journals it, does it, journals that it is done. */
	change(host: Host, sentence: string, act: () => Promise<unknown>): Promise<void>;
	/** Several at once, in one act that keeps the journal itself. */
	changeAll(host: Host, announced: readonly Announced[], act: (run: HostRun) => Promise<unknown>): Promise<void>;
	/** A run was interrupted on this host: the end of this one must be noted there even if nothing is left to change. */
	resume(host: Host): Promise<void>;
}

/** Records what would be done. Without a reader nobody is shown a difference, and no host is asked for one. */
export function planGate(reporter?: Reporter): Gate {
	const changes: Change[] = [];
	const show = shower();
	const changeAll = async (host: Host, announced: readonly Announced[]) => {
		for (const one of announced) {
			changes.push({ host: host.name, sentence: one.sentence });
			reporter?.notify(message('CHANGE_PLANNED', { sentence: one.sentence }, host.name));
			await show(reporter, host, one);
		}
	};
	return {
		mode: 'plan',
		changes,
		change: (host, sentence) => changeAll(host, [{ sentence }]),
		changeAll,
		resume: async () => {},
	};
}

export interface ApplyGateOptions {
	readonly reporter: Reporter;
	readonly clock: Clock;
	/** Once aborted, no further change is begun. */
	readonly signal: AbortSignal;
	readonly runs: Runs;
}

/** Does what is asked, with a record on the host before and after each change. */
export function applyGate({ reporter, clock, signal, runs }: ApplyGateOptions): Gate {
	const changes: Change[] = [];
	const tell = (host: Host, sentence: string, begin: number) => {
		changes.push({ host: host.name, sentence });
		const seconds = ((clock.now() - begin) / 1000).toFixed(1);
		reporter.notify(message('CHANGE_DONE', { sentence, seconds }, host.name));
	};
	return {
		mode: 'apply',
		changes,
		async change(host, sentence, act) {
			signal.throwIfAborted();
			const { note } = await runs.of(host);
			const begin = clock.now();
			reporter.notify(message('CHANGE_STARTED', { sentence }, host.name));
			await note('begin', sentence);
			await act();
			await note('done', sentence);
			tell(host, sentence, begin);
		},
		async changeAll(host, announced, act) {
			signal.throwIfAborted();
			const run = await runs.of(host);
			const begin = clock.now();
			for (const { sentence } of announced) {
				reporter.notify(message('CHANGE_STARTED', { sentence }, host.name));
			}

			await act(run);
			for (const { sentence } of announced) {
				tell(host, sentence, begin);
			}
		},
		resume: async (host) => void (await runs.of(host)),
	};
}

/** What hosts get alike is one text in memory, however many they are. */
function shower(): (reporter: Reporter | undefined, host: Host, announced: Announced) => Promise<void> {
	const shown: ShownInFull = new Map();
	const said = new WeakMap<Difference, Message>();
	return async (reporter, host, { diff }) => {
		const difference = reporter === undefined ? undefined : await diff?.(shown);
		if (difference === undefined) {
			return;
		}

		const { path, text, kind } = difference;
		const known = said.get(difference) ?? message('DIFFERENCE', { path, diff: text, kind });
		said.set(difference, known);
		reporter?.notify({ ...known, host: host.name });
	};
}
