import type { Clock } from '../../common/clock.ts';
import { message, type Reporter } from '../messages.ts';
import type { Host } from '../transport/host.ts';
import type { Journal } from './journal.ts';

/** One mutation of one host, done or only planned. */
export interface Change {
	readonly host: string;
	/** `write /etc/default/eucalyptus`: an infinitive, so that it reads as plan and as record. */
	readonly sentence: string;
}

/** The only way to change anything on a host. */
export interface Gate {
	/** In `plan` nothing is ever done. */
	readonly mode: 'plan' | 'apply';
	readonly changes: readonly Change[];
	/** Plan: notes the sentence. Apply: journals it, does it, journals that it is done. `diff` is shown in both. */
	change(host: Host, sentence: string, act: () => Promise<unknown>, diff?: Difference): Promise<void>;
	/** A run was interrupted on this host: the end of this one must be noted there even if nothing is left to change. */
	resume(host: Host): Promise<void>;
}

interface Difference {
	readonly path: string;
	readonly text: string;
}

/** Records what would be done. */
export function planGate(reporter: Reporter): Gate {
	const changes: Change[] = [];
	return {
		mode: 'plan',
		changes,
		async change(host, sentence, _act, diff) {
			changes.push({ host: host.name, sentence });
			reporter.notify(message('CHANGE_PLANNED', { sentence }, host.name));
			showDifference(reporter, host, diff);
		},
		resume: async () => {},
	};
}

export interface ApplyGateOptions {
	readonly reporter: Reporter;
	readonly clock: Clock;
	/** Once aborted, no further change is begun. */
	readonly signal: AbortSignal;
	/** The host's journal, made when the first change is about to happen. */
	readonly journalOf: (host: Host) => Promise<Journal>;
}

/** Does what is asked, with a record on the host before and after each change. */
export function applyGate({ reporter, clock, signal, journalOf }: ApplyGateOptions): Gate {
	const changes: Change[] = [];
	return {
		mode: 'apply',
		changes,
		async change(host, sentence, act, diff) {
			signal.throwIfAborted();
			const journal = await journalOf(host);
			reporter.notify(message('CHANGE_STARTED', { sentence }, host.name));
			showDifference(reporter, host, diff);
			const begin = clock.now();
			await journal.note('begin', sentence);
			await act();
			await journal.note('done', sentence);
			changes.push({ host: host.name, sentence });
			const seconds = ((clock.now() - begin) / 1000).toFixed(1);
			reporter.notify(message('CHANGE_DONE', { sentence, seconds }, host.name));
		},
		resume: async (host) => void (await journalOf(host)),
	};
}

function showDifference(reporter: Reporter, host: Host, diff: Difference | undefined): void {
	if (diff !== undefined) {
		reporter.notify(message('DIFFERENCE', { path: diff.path, diff: diff.text }, host.name));
	}
}
