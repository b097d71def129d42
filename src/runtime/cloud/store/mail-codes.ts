import type { Database, MailCodeRow } from './schema.ts';

/** What the link of a mail does. */
export type CodePurpose = 'confirm' | 'recover' | 'email';

export interface MailCode {
	readonly purpose: CodePurpose;
	readonly userName: string;
	/** What comes into force with it: the hash of a password for recover, an address for email. */
	readonly value: string;
	readonly expiresAt: number;
}

export async function insertCode(db: Database, codeHash: string, code: MailCode): Promise<void> {
	const { purpose, userName, value, expiresAt } = code;
	await db
		.insertInto('mail_codes')
		.values({ code_hash: codeHash, purpose, user_name: userName, value, expires_at: expiresAt })
		.execute();
}

/** Undefined too if it has expired, or is for something else. */
export async function findCode(
	db: Database,
	codeHash: string,
	purpose: CodePurpose,
	now: number,
): Promise<MailCode | undefined> {
	const row = await db
		.selectFrom('mail_codes')
		.selectAll()
		.where('code_hash', '=', codeHash)
		.where('purpose', '=', purpose)
		.where('expires_at', '>', now)
		.executeTakeFirst();
	return row === undefined ? undefined : asCode(row);
}

export async function deleteCodes(db: Database, userName: string, purpose?: CodePurpose): Promise<void> {
	const all = db.deleteFrom('mail_codes').where('user_name', '=', userName);
	await (purpose === undefined ? all : all.where('purpose', '=', purpose)).execute();
}

export async function forgetCodes(db: Database, now: number): Promise<void> {
	await db.deleteFrom('mail_codes').where('expires_at', '<=', now).execute();
}

function asCode(row: MailCodeRow): MailCode {
	return {
		purpose: row.purpose as CodePurpose,
		userName: row.user_name,
		value: row.value,
		expiresAt: row.expires_at,
	};
}
