import type { Person } from '../engine/person.ts';
import { asPerson, personColumns } from './person-columns.ts';
import type { AccountRow, Database } from './schema.ts';

/** What a user of the web site has besides the user's record. */
export interface WebAccount {
	readonly person: Person;
	/** '' while there is none; then only the link of a mail leads in. */
	readonly passwordHash: string;
	readonly passwordExpiresAt: number;
}

/** False if the user has one already. */
export async function insertAccount(db: Database, account: WebAccount): Promise<boolean> {
	const { person, passwordHash, passwordExpiresAt } = account;
	const { numInsertedOrUpdatedRows } = await db
		.insertInto('accounts')
		.values({ ...personColumns(person), password_hash: passwordHash, password_expires_at: passwordExpiresAt })
		.onConflict((c) => c.column('user_name').doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
}

export async function findAccount(db: Database, userName: string): Promise<WebAccount | undefined> {
	return asAccount(await db.selectFrom('accounts').selectAll().where('user_name', '=', userName).executeTakeFirst());
}

/** By name. */
export async function allAccounts(db: Database): Promise<readonly WebAccount[]> {
	const rows = await db.selectFrom('accounts').selectAll().orderBy('user_name').execute();
	return rows.flatMap((row) => asAccount(row) ?? []);
}

/** Several people may share an address. */
export async function findAccountsByEmail(db: Database, email: string): Promise<readonly WebAccount[]> {
	const rows = await db.selectFrom('accounts').selectAll().where('email', '=', email).execute();
	return rows.flatMap((row) => asAccount(row) ?? []);
}

export async function changePerson(db: Database, person: Person): Promise<void> {
	const { user_name, ...columns } = personColumns(person);
	await db.updateTable('accounts').set(columns).where('user_name', '=', user_name).execute();
}

export async function changePassword(
	db: Database,
	userName: string,
	{ passwordHash, passwordExpiresAt }: Pick<WebAccount, 'passwordHash' | 'passwordExpiresAt'>,
): Promise<void> {
	await db
		.updateTable('accounts')
		.set({ password_hash: passwordHash, password_expires_at: passwordExpiresAt })
		.where('user_name', '=', userName)
		.execute();
}

function asAccount(row: AccountRow | undefined): WebAccount | undefined {
	return row === undefined
		? undefined
		: { person: asPerson(row), passwordHash: row.password_hash, passwordExpiresAt: row.password_expires_at };
}
