import { sql } from 'kysely';
import type { Flushing } from './group-commit.ts';
import type { Journal } from './journal.ts';

/** SQLite would stop everything while it flushes: groups are written without, and the journal flushed beside us. */
export function flushApart(journal: Pick<Journal, 'flush'>): Flushing {
	return {
		write: (db, work) =>
			db.connection().execute(async (connection) => {
				await sql`pragma synchronous = normal`.execute(connection);
				try {
					return await connection.transaction().execute(work);
				} finally {
					// outside of groups each transaction is flushed by the database itself
					await sql`pragma synchronous = full`.execute(connection);
				}
			}),
		flush: () => journal.flush(),
	};
}
