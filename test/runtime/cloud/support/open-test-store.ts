import { createHash } from 'node:crypto';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { inject } from 'vitest';
import { groupCommit } from '../../../../src/runtime/cloud/store/group-commit.ts';
import { migrate } from '../../../../src/runtime/cloud/store/migrate.ts';
import { openStore, type Store } from '../../../../src/runtime/cloud/store/open-store.ts';
import type { Tables } from '../../../../src/runtime/cloud/store/schema.ts';
import type { PostgresAddress } from './postgres-server.ts';

/**
 * The store of this directory: the cloud's own, in it, or in the project `postgres` a database of that name on the
 * server, so that the same tests judge both.
 */
export async function openTestStore(directory: string): Promise<Store> {
	const server = inject('postgres');
	return server === undefined ? openStore(directory) : openPostgres(server, directory);
}

async function openPostgres(server: PostgresAddress, directory: string): Promise<Store> {
	const database = `test_${createHash('sha256').update(directory).digest('hex').slice(0, 32)}`;
	const admin = new pg.Client({ ...server, database: 'postgres' });
	await admin.connect();
	const { rowCount } = await admin.query('select from pg_database where datname = $1', [database]);
	await (rowCount === 0 ? admin.query(`create database ${database}`) : undefined);
	await admin.end();
	const types = new pg.TypeOverrides();
	types.setTypeParser(pg.types.builtins.INT8, Number); // times in ms: far below 2^53
	const pool = new pg.Pool({ ...server, database, max: 8, types });
	const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
	await migrate(db, database);
	return { db, transaction: groupCommit(db), close: () => db.destroy() };
}
