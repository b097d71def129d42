import * as z from 'zod';
import type { Clock } from '../../common/clock.ts';
import type { Host } from '../transport/host.ts';
import { statePaths } from './state-directory.ts';

const line = z.object({
	time: z.string(),
	run: z.string(),
	state: z.enum(['start', 'begin', 'done', 'end']),
	sentence: z.string(),
	/** Of an end: the hosts on which the run failed. */
	unfinished: z.array(z.string()).optional(),
});

type JournalLine = z.output<typeof line>;

/** The host's own record of what was done to it, one JSON line each, on disk before the change begins. */
export interface Journal {
	note(state: JournalLine['state'], sentence: string, unfinished?: readonly string[]): Promise<void>;
}

export interface JournalOptions {
	readonly eucalyptus: string;
	/** Names this run in every line. */
	readonly run: string;
	readonly clock: Clock;
}

export function openJournal(host: Host, options: JournalOptions): Journal {
	const { journal } = statePaths(options.eucalyptus);
	return {
		async note(state, sentence, unfinished) {
			await host.append(journal, `${journalLine(options, state, sentence, unfinished)}\n`);
		},
	};
}

export function journalLine(
	{ run, clock }: Pick<JournalOptions, 'run' | 'clock'>,
	state: JournalLine['state'],
	sentence: string,
	unfinished: readonly string[] = [],
): string {
	const entry: JournalLine = { time: new Date(clock.now()).toISOString(), run, state, sentence };
	return JSON.stringify(unfinished.length === 0 ? entry : { ...entry, unfinished });
}

/** The run that never came to its end everywhere: its name, when it began, and the last thing it was about. */
export interface Interrupted {
	readonly run: string;
	readonly since: string;
	readonly last: string;
	/** It came to its end here, but failed on these hosts. Undefined: it was killed. */
	readonly unfinished?: readonly string[];
}

/** From the first and the last line of the last run; a killed run may have left half a line at the end. */
export function interruptedIn(lines: readonly string[]): Interrupted | undefined {
	if (lines.length === 0) {
		return undefined;
	}

	const parsed = lines.flatMap(parseLine);
	const last = parsed.at(-1);
	if (last === undefined) {
		return { run: '', since: 'an unknown time', last: 'a line that was not finished' };
	}

	const { unfinished, run, time, sentence, state } = last;
	if (state === 'end' && unfinished === undefined) {
		return undefined;
	}

	const begun = { run, since: parsed[0]?.time ?? time, last: sentence };
	return unfinished === undefined ? begun : { ...begun, unfinished };
}

function parseLine(text: string): JournalLine[] {
	try {
		return [line.parse(JSON.parse(text))];
	} catch {
		return [];
	}
}
