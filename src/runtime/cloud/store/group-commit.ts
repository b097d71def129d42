import { CompiledQuery } from 'kysely';
import type { Database } from './schema.ts';

type Work = (tx: Database) => Promise<unknown>;

interface Waiting {
	readonly work: Work;
	/** Told when it is on disk. */
	readonly resolve: (result: unknown) => void;
	readonly reject: (error: unknown) => void;
}

/** Who sees to it that a group of transactions reaches the disk. */
export interface Flushing {
	/** Writes a transaction; it need not be on disk when this resolves. */
	write<T>(db: Database, work: (tx: Database) => Promise<T>): Promise<T>;
	/** Resolves when all that was written is on disk. */
	flush(): Promise<void>;
}

const BY_THE_DATABASE: Flushing = {
	write: (db, work) => db.transaction().execute(work),
	flush: () => Promise.resolve(),
};

/** So that nobody waits for many others. */
const MOST_AT_ONCE = 32;

/**
 * Runs what arrives in one turn of the event loop in one transaction, each behind a savepoint: a piece of work that fails
 * is undone alone. The flush to disk, which takes milliseconds, is one for all; nothing else waits for it but the next
 * group, which grows meanwhile. Results are told when they are on disk.
 */
export function groupCommit(
	db: Database,
	flushing: Flushing = BY_THE_DATABASE,
): <T>(work: (tx: Database) => Promise<T>) => Promise<T> {
	const queue: Waiting[] = [];
	let isScheduled = false;

	const schedule = () => {
		if (!isScheduled && queue.length > 0) {
			isScheduled = true;
			// after the sockets of this turn have been read: their requests come along
			setImmediate(() => {
				void commit(db, flushing, queue.splice(0, MOST_AT_ONCE)).finally(() => {
					isScheduled = false;
					schedule();
				});
			});
		}
	};

	return <T>(work: (tx: Database) => Promise<T>) =>
		new Promise<T>((resolve, reject) => {
			queue.push({ work, resolve: resolve as (result: unknown) => void, reject });
			schedule();
		});
}

/** Never rejects: everybody in the group hears what became of their own. */
async function commit(db: Database, flushing: Flushing, group: readonly Waiting[]): Promise<void> {
	try {
		const outcomes = await flushing.write(db, async (tx) => {
			const done: (() => void)[] = [];
			for (const each of group) {
				done.push(await perform(tx, each));
			}

			return done;
		});
		await flushing.flush();
		for (const tell of outcomes) {
			tell();
		}
	} catch (error) {
		for (const { reject } of group) {
			reject(error);
		}
	}
}

const SAVEPOINT = CompiledQuery.raw('savepoint work');
const RELEASE = CompiledQuery.raw('release work');
const ROLLBACK = CompiledQuery.raw('rollback to work');

/** Does one piece of work; returns how to tell its outcome. Throws if the transaction as a whole cannot go on. */
async function perform(tx: Database, { work, resolve, reject }: Waiting): Promise<() => void> {
	await tx.executeQuery(SAVEPOINT);
	try {
		const result = await work(tx);
		await tx.executeQuery(RELEASE);
		return () => resolve(result);
	} catch (error) {
		await tx.executeQuery(ROLLBACK);
		await tx.executeQuery(RELEASE);
		return () => reject(error);
	}
}
