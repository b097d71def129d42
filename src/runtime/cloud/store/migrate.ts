import { type Kysely, sql } from 'kysely';
import { storeErrors } from './errors.ts';
import { createTables } from './migrations/001-create-tables.ts';
import { addGroupsTagsQuotas } from './migrations/002-groups-tags-quotas.ts';
import { addWebSite } from './migrations/003-web-site.ts';
import type { Database } from './schema.ts';

type Untyped = Kysely<unknown>;

/** In order, forward only: the place in the list is the number of the form. Never change one that was released. */
const MIGRATIONS: readonly ((db: Untyped) => Promise<void>)[] = [createTables, addGroupsTagsQuotas, addWebSite];

/** Brings the database to the present form; each step is one transaction together with its number. */
export async function migrate(db: Database, path: string, migrations = MIGRATIONS): Promise<void> {
	await sql`create table if not exists schema_version (version integer not null)`.execute(db);
	const { rows } = await sql<{ version: number }>`select max(version) as version from schema_version`.execute(db);
	const found = rows[0]?.version ?? 0;
	if (found > migrations.length) {
		throw storeErrors('STORE_NEWER', { path, found, known: migrations.length });
	}

	for (const [index, step] of migrations.entries()) {
		if (index < found) {
			continue;
		}

		await db.transaction().execute(async (tx) => {
			await step(tx as unknown as Untyped);
			await sql`insert into schema_version (version) values (${index + 1})`.execute(tx);
		});
	}
}
