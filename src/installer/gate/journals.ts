import type { Host } from '../transport/host.ts';
import { type Journal, type JournalOptions, openJournal } from './journal.ts';
import { makeStateDirectory } from './state-directory.ts';

export interface Journals {
	/** The host's journal; the first call notes that a run starts. */
	of(host: Host): Promise<Journal>;
	/** Notes the end of the run on every host that it changed and that has not failed. */
	end(failed: ReadonlyMap<string, unknown>): Promise<void>;
}

/** The journals of one run, opened only where something is changed. */
export function openJournals(options: JournalOptions): Journals {
	const open = new Map<Host, Promise<Journal>>();
	return {
		of(host) {
			const journal = open.get(host) ?? start(host, options);
			open.set(host, journal);
			return journal;
		},
		async end(failed) {
			for (const [host, journal] of open) {
				if (!failed.has(host.name)) {
					await (await journal).note('end', 'end of the run');
				}
			}
		},
	};
}

async function start(host: Host, options: JournalOptions): Promise<Journal> {
	await makeStateDirectory(host, options.eucalyptus);
	const journal = openJournal(host, options);
	await journal.note('start', 'start of the run');
	return journal;
}
