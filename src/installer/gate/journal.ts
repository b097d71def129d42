import * as z from 'zod';
import type { Clock } from '../../common/clock.ts';
import type { Host } from '../transport/host.ts';
import { statePaths } from './state-directory.ts';

const line = z.object({
	time: z.string(),
	run: z.string(),
	state: z.enum(['start', 'begin', 'done', 'end']),
	sentence: z.string(),
});

type JournalLine = z.output<typeof line>;

/** The host's own record of what was done to it, one JSON line each, on disk before the change begins. */
export interface Journal {
	note(state: JournalLine['state'], sentence: string): Promise<void>;
}

export interface JournalOptions {
	readonly eucalyptus: string;
	/** Names this run in every line. */
	readonly run: string;
	readonly clock: Clock;
}

export function openJournal(host: Host, { eucalyptus, run, clock }: JournalOptions): Journal {
	const { journal } = statePaths(eucalyptus);
	return {
		async note(state, sentence) {
			const entry: JournalLine = { time: new Date(clock.now()).toISOString(), run, state, sentence };
			await host.append(journal, `${JSON.stringify(entry)}\n`);
		},
	};
}

/** The run that never came to its end: when it began, and the last thing it was about. */
export interface Interrupted {
	readonly since: string;
	readonly last: string;
}

export async function interruptedRun(host: Host, eucalyptus: string): Promise<Interrupted | undefined> {
	const text = (await host.read(statePaths(eucalyptus).journal))?.toString('utf8') ?? '';
	const lines = text.split('\n').flatMap(parseLine);
	const lastRun = lines.at(-1)?.run;
	const ofLast = lines.filter(({ run }) => run === lastRun);
	const last = ofLast.at(-1);
	return last === undefined || last.state === 'end'
		? undefined
		: { since: ofLast[0]?.time ?? last.time, last: last.sentence };
}

/** A killed run may have left half a line at the end. */
function parseLine(text: string): JournalLine[] {
	try {
		return [line.parse(JSON.parse(text))];
	} catch {
		return [];
	}
}
