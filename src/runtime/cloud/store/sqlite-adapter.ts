import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

/** Prepared statements kept; the cloud has fewer different ones. */
const STATEMENTS_KEPT = 200;

/** Gives node:sqlite the shape that kysely's SQLite dialect expects. Statements are prepared once and used again. */
export function sqliteAdapter(database: DatabaseSync): SqliteDatabase {
	const statements = new Map<string, SqliteStatement>();
	return {
		close: () => database.close(),
		prepare(sql) {
			const known = statements.get(sql);
			if (known !== undefined) {
				return known;
			}

			const statement = adaptStatement(database.prepare(sql));
			if (statements.size < STATEMENTS_KEPT) {
				statements.set(sql, statement);
			}

			return statement;
		},
	};
}

function adaptStatement(statement: StatementSync): SqliteStatement {
	const values = (parameters: readonly unknown[]) => parameters as readonly SQLInputValue[];
	return {
		reader: statement.columns().length > 0,
		all: (parameters) => statement.all(...values(parameters)),
		run: (parameters) => statement.run(...values(parameters)),
		iterate: (parameters) => statement.iterate(...values(parameters)),
	};
}
