import { type IdPrefix, randomId } from '../../../common/ids.ts';
import type { Database } from './schema.ts';

/** Rows of one insert; SQLite allows 32 766 values in a statement. */
const CHUNK = 1000;

/**
 * Ids that no live or past thing of this cloud has (spec §8 row 2: the original gave the same id twice). Each is noted in
 * the caller's transaction, and the table's key refuses a repetition.
 */
export async function issueIds(
	db: Database,
	prefix: IdPrefix,
	count: number,
	now: number,
	newId: (prefix: IdPrefix) => string = randomId,
): Promise<readonly string[]> {
	const issued: string[] = [];
	while (issued.length < count) {
		const wanted = Math.min(CHUNK, count - issued.length);
		const candidates = new Set(Array.from({ length: wanted }, () => newId(prefix)));
		const accepted = await db
			.insertInto('issued_ids')
			.values([...candidates].map((id) => ({ id, issued_at: now })))
			.onConflict((c) => c.column('id').doNothing())
			.returning('id')
			.execute();
		issued.push(...accepted.map(({ id }) => id));
	}

	return issued;
}

/** Those of the ids that this cloud has given out. */
export async function issuedAmong(db: Database, ids: readonly string[]): Promise<ReadonlySet<string>> {
	const found = new Set<string>();
	for (let start = 0; start < ids.length; start += CHUNK) {
		const rows = await db
			.selectFrom('issued_ids')
			.select('id')
			.where('id', 'in', ids.slice(start, start + CHUNK))
			.execute();
		for (const { id } of rows) {
			found.add(id);
		}
	}

	return found;
}

/** Notes ids that came from elsewhere: instances restored from a cluster's report. */
export async function noteIds(db: Database, ids: readonly string[], now: number): Promise<void> {
	for (let start = 0; start < ids.length; start += CHUNK) {
		await db
			.insertInto('issued_ids')
			.values(ids.slice(start, start + CHUNK).map((id) => ({ id, issued_at: now })))
			.onConflict((c) => c.column('id').doNothing())
			.execute();
	}
}

/** Forgets ids so old that nobody can mean their first owner any more. */
export async function forgetIds(db: Database, before: number): Promise<void> {
	await db
		.deleteFrom('issued_ids')
		.where('issued_at', '<', before)
		.where('id', 'not in', db.selectFrom('instances').select('id'))
		.where('id', 'not in', db.selectFrom('images').select('id'))
		.where('id', 'not in', db.selectFrom('reservations').select('id'))
		.execute();
}
