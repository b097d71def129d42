import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import { EucaError, messageOf } from '../../../common/errors.ts';
import { checkpointWhenCalm, JOURNAL_PAGES } from './checkpoints.ts';
import { storeErrors } from './errors.ts';
import { flushApart } from './flush-apart.ts';
import { groupCommit } from './group-commit.ts';
import { openJournal } from './journal.ts';
import { migrate } from './migrate.ts';
import type { Database, Tables } from './schema.ts';
import { sqliteAdapter } from './sqlite-adapter.ts';

export interface Store {
	readonly db: Database;
	/** All or nothing, on disk when it resolves. Use only the given connection inside. */
	transaction<T>(work: (tx: Database) => Promise<T>): Promise<T>;
	close(): Promise<void>;
}

/**
 * Opens `<dir>/eucalyptus.db` and brings it to the present form.
 * Throws STORE_UNREADABLE, STORE_NEWER, STORE_BUSY: the cloud controller must not start then (spec §5.1).
 */
export async function openStore(dir: string): Promise<Store> {
	const path = join(dir, 'eucalyptus.db');
	const sqlite = openSqlite(await engine(), dir, path);
	const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqliteAdapter(sqlite) }) });
	try {
		await migrate(db, path);
		const journal = await openJournal(`${path}-wal`);
		const checkpoints = checkpointWhenCalm(db);
		const transaction = groupCommit(db, flushApart(journal));
		return {
			db,
			async transaction(work) {
				try {
					return await transaction(work);
				} finally {
					checkpoints.postpone();
				}
			},
			async close() {
				checkpoints.close();
				await journal.close();
				await db.destroy();
			},
		};
	} catch (error) {
		sqlite.close();
		throw asStoreError(error, path);
	}
}

/** The database that Node brings; the one for i386 is too old to. */
async function engine(): Promise<typeof DatabaseSync> {
	try {
		return (await import('node:sqlite')).DatabaseSync;
	} catch (cause) {
		throw storeErrors('STORE_ABSENT', { node: process.version, arch: process.arch }, { cause });
	}
}

/**
 * `synchronous=FULL` survives power loss (spec §8 row 33): each transaction is flushed before it ends; groups of them
 * see to it themselves. The exclusive lock makes sure that nobody else writes beside our copy in memory.
 */
function openSqlite(Sqlite: typeof DatabaseSync, dir: string, path: string): DatabaseSync {
	let sqlite: DatabaseSync | undefined;
	try {
		mkdirSync(dir, { recursive: true, mode: 0o700 });
		sqlite = new Sqlite(path, { timeout: 5000, enableForeignKeyConstraints: true });
		chmodSync(path, 0o600); // secret keys lie in it; the journal beside it gets the same rights
		sqlite.exec('pragma locking_mode = exclusive');
		sqlite.exec('pragma journal_mode = wal');
		sqlite.exec('pragma synchronous = full');
		// what a group may have to take back of one piece of work: written to a file it cost more than the work itself
		sqlite.exec('pragma temp_store = memory');
		sqlite.exec(`pragma wal_autocheckpoint = ${JOURNAL_PAGES}`);
		sqlite.exec('begin immediate; commit');
		const check = sqlite.prepare('pragma quick_check(1)').get();
		if (check?.['quick_check'] !== 'ok') {
			throw new Error(`its check says ${String(check?.['quick_check'])}`);
		}

		return sqlite;
	} catch (error) {
		sqlite?.close();
		throw asStoreError(error, path);
	}
}

function asStoreError(error: unknown, path: string): EucaError {
	if (error instanceof EucaError) {
		return error;
	}

	const problem = messageOf(error);
	return /\block/i.test(problem)
		? storeErrors('STORE_BUSY', { path }, { cause: error })
		: storeErrors('STORE_UNREADABLE', { path, problem }, { cause: error });
}
