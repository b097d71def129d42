import { sql } from 'kysely';
import type { User } from '../engine/users.ts';
import type { Database, UserRow } from './schema.ts';

/** False if a user of that name was there already. */
export async function insertUser(db: Database, user: User, now: number): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await db
		.insertInto('users')
		.values({
			name: user.name,
			query_id: user.queryId,
			secret_key: user.secretKey,
			is_admin: user.isAdmin ? 1 : 0,
			enabled: user.enabled ? 1 : 0,
			allow_signature_v1: user.allowSignatureV1 ? 1 : 0,
			created_at: now,
		})
		.onConflict((c) => c.column('name').doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
}

export async function findUser(db: Database, name: string): Promise<User | undefined> {
	return asUser(await db.selectFrom('users').selectAll().where('name', '=', name).executeTakeFirst());
}

/** Whether somebody is called so, in small letters or in capitals: `Admin` beside `admin` would only deceive. */
export async function isUserName(db: Database, name: string): Promise<boolean> {
	const lower = sql<string>`lower(name)`;
	const row = await db.selectFrom('users').select('name').where(lower, '=', name.toLowerCase()).executeTakeFirst();
	return row !== undefined;
}

export async function findUserByQueryId(db: Database, queryId: string): Promise<User | undefined> {
	return asUser(await db.selectFrom('users').selectAll().where('query_id', '=', queryId).executeTakeFirst());
}

/** By lower-case hex SHA-256 over the DER certificate. */
export async function findUserByCertificate(db: Database, fingerprint: string): Promise<User | undefined> {
	const row = await db
		.selectFrom('certificates')
		.innerJoin('users', 'users.name', 'certificates.user_name')
		.selectAll('users')
		.where('certificates.fingerprint', '=', fingerprint)
		.executeTakeFirst();
	return asUser(row);
}

export async function insertCertificate(
	db: Database,
	certificate: { readonly fingerprint: string; readonly userName: string; readonly pem: string },
	now: number,
): Promise<void> {
	const { fingerprint, userName, pem } = certificate;
	await db.insertInto('certificates').values({ fingerprint, user_name: userName, pem, created_at: now }).execute();
}

function asUser(row: UserRow | undefined): User | undefined {
	return row === undefined
		? undefined
		: {
				name: row.name,
				queryId: row.query_id,
				secretKey: row.secret_key,
				isAdmin: row.is_admin === 1,
				enabled: row.enabled === 1,
				allowSignatureV1: row.allow_signature_v1 === 1,
			};
}

/** By name. */
export async function allUsers(db: Database): Promise<readonly User[]> {
	const rows = await db.selectFrom('users').selectAll().orderBy('name').execute();
	return rows.flatMap((row) => asUser(row) ?? []);
}

export async function changeUser(
	db: Database,
	{ name, enabled, allowSignatureV1 }: Pick<User, 'name' | 'enabled' | 'allowSignatureV1'>,
): Promise<void> {
	await db
		.updateTable('users')
		.set({ enabled: enabled ? 1 : 0, allow_signature_v1: allowSignatureV1 ? 1 : 0 })
		.where('name', '=', name)
		.execute();
}

/** The user and all that is only the user's: certificates, key pairs, security groups, tags, quota, account, sessions. */
export async function deleteUser(db: Database, name: string): Promise<void> {
	await db.deleteFrom('certificates').where('user_name', '=', name).execute();
	await db.deleteFrom('key_pairs').where('owner', '=', name).execute();
	await db.deleteFrom('security_groups').where('owner', '=', name).execute();
	await db.deleteFrom('tags').where('owner', '=', name).execute();
	await db.deleteFrom('quotas').where('user_name', '=', name).execute();
	await db.deleteFrom('mail_codes').where('user_name', '=', name).execute();
	await db.deleteFrom('web_sessions').where('user_name', '=', name).execute();
	await db.deleteFrom('accounts').where('user_name', '=', name).execute();
	await db.deleteFrom('users').where('name', '=', name).execute();
}
