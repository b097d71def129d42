import { sql } from 'kysely';
import type { Person } from '../engine/person.ts';
import { asPerson, personColumns } from './person-columns.ts';
import type { ApplicationRow, Database } from './schema.ts';

/** Of somebody who wants to be a user; no record of a user exists before it is confirmed. */
export interface Application {
	readonly person: Person;
	readonly passwordHash: string;
	readonly approved: boolean;
	readonly createdAt: number;
}

/** False if there is one of that name. */
export async function insertApplication(db: Database, application: Application): Promise<boolean> {
	const { person, passwordHash, approved, createdAt } = application;
	const { numInsertedOrUpdatedRows } = await db
		.insertInto('applications')
		.values({
			...personColumns(person),
			password_hash: passwordHash,
			approved: approved ? 1 : 0,
			created_at: createdAt,
		})
		.onConflict((c) => c.column('user_name').doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
}

export async function findApplication(db: Database, userName: string): Promise<Application | undefined> {
	const row = await db.selectFrom('applications').selectAll().where('user_name', '=', userName).executeTakeFirst();
	return row === undefined ? undefined : asApplication(row);
}

/** Whether somebody applies by that name, in small letters or in capitals. */
export async function isApplicantName(db: Database, name: string): Promise<boolean> {
	const lower = sql<string>`lower(user_name)`;
	const found = db.selectFrom('applications').select('user_name').where(lower, '=', name.toLowerCase());
	return (await found.executeTakeFirst()) !== undefined;
}

/** Those on which nobody has decided, or which nobody has confirmed, for so long. */
export async function forgetApplications(db: Database, createdBefore: number): Promise<void> {
	await db.deleteFrom('applications').where('created_at', '<', createdBefore).execute();
}

/** The oldest first. */
export async function allApplications(db: Database): Promise<readonly Application[]> {
	const rows = await db.selectFrom('applications').selectAll().orderBy('created_at').orderBy('user_name').execute();
	return rows.map(asApplication);
}

export async function countApplications(db: Database): Promise<number> {
	const { count } = await db
		.selectFrom('applications')
		.select((e) => e.fn.countAll().as('count'))
		.executeTakeFirstOrThrow();
	return Number(count);
}

export async function markApproved(db: Database, userName: string): Promise<void> {
	await db.updateTable('applications').set({ approved: 1 }).where('user_name', '=', userName).execute();
}

export async function deleteApplication(db: Database, userName: string): Promise<void> {
	await db.deleteFrom('applications').where('user_name', '=', userName).execute();
}

function asApplication(row: ApplicationRow): Application {
	return {
		person: asPerson(row),
		passwordHash: row.password_hash,
		approved: row.approved === 1,
		createdAt: row.created_at,
	};
}
