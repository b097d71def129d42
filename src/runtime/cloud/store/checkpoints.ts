import { sql } from 'kysely';
import type { Database } from './schema.ts';

/** Nobody has written for so long, in ms. */
const CALM_MS = 250;
/** As few transactions may stay in the journal. */
const WORTH_WHILE = 100;

export interface Checkpoints {
	/** A transaction has ended, and others may come: not now. */
	postpone(): void;
	close(): void;
}

/**
 * Takes what the journal holds over into the database when nobody writes. It flushes two files while nothing else runs,
 * which a client whose request came in between would feel. In a rush that does not end SQLite does it, from JOURNAL_PAGES on.
 */
export function checkpointWhenCalm(db: Database): Checkpoints {
	let transactions = 0;
	const timer = setTimeout(() => {
		if (transactions >= WORTH_WHILE) {
			transactions = 0;
			// what goes wrong here goes wrong at the next commit again, and is told there
			void sql`pragma wal_checkpoint(passive)`.execute(db).catch(() => undefined);
		}
	}, CALM_MS).unref();
	return {
		postpone() {
			transactions++;
			timer.refresh();
		},
		close: () => clearTimeout(timer),
	};
}

/** 64 MiB: some seconds of the hardest rush. */
export const JOURNAL_PAGES = 16_384;
