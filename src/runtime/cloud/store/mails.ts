import type { Mail } from '../engine/mail.ts';
import type { Database, MailRow } from './schema.ts';

export interface KeptMail extends Mail {
	readonly id: string;
	readonly attempts: number;
	/** When it is tried next; {@link NEVER} for one that was refused or given up. */
	readonly nextAt: number;
	/** Why the last attempt failed. */
	readonly problem: string | undefined;
	readonly createdAt: number;
}

/** As a time: not by itself. */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** It is due at once. */
export async function insertMail(db: Database, id: string, { to, subject, text }: Mail, now: number): Promise<void> {
	await db
		.insertInto('mails')
		.values({
			id,
			recipient: to,
			subject,
			body: text,
			attempts: 0,
			next_at: now,
			problem: null,
			created_at: now,
		})
		.execute();
}

/** The oldest first. */
export async function allMails(db: Database): Promise<readonly KeptMail[]> {
	const rows = await db.selectFrom('mails').selectAll().orderBy('created_at').orderBy('id').execute();
	return rows.map(asKept);
}

/** Those whose time has come, the oldest first. */
export async function mailsDue(db: Database, now: number): Promise<readonly KeptMail[]> {
	const due = db.selectFrom('mails').selectAll().where('next_at', '<=', now);
	return (await due.orderBy('created_at').orderBy('id').execute()).map(asKept);
}

/** When the next one is due; undefined if none ever is. */
export async function nextMailAt(db: Database): Promise<number | undefined> {
	const row = await db
		.selectFrom('mails')
		.select('next_at')
		.where('next_at', '<', NEVER)
		.orderBy('next_at')
		.limit(1)
		.executeTakeFirst();
	return row?.next_at;
}

/** What has become of an attempt. */
export async function updateMail(
	db: Database,
	{ id, attempts, nextAt, problem }: Pick<KeptMail, 'id' | 'attempts' | 'nextAt' | 'problem'>,
): Promise<void> {
	await db
		.updateTable('mails')
		.set({ attempts, next_at: nextAt, problem: problem ?? null })
		.where('id', '=', id)
		.execute();
}

/** All that failed are due now. */
export async function makeFailedDue(db: Database, now: number): Promise<void> {
	await db.updateTable('mails').set({ next_at: now }).where('problem', 'is not', null).execute();
}

export async function deleteMail(db: Database, id: string): Promise<void> {
	await db.deleteFrom('mails').where('id', '=', id).execute();
}

/** Those that are not tried by themselves any more, and so old. */
export async function forgetMails(db: Database, createdBefore: number): Promise<void> {
	await db.deleteFrom('mails').where('next_at', '=', NEVER).where('created_at', '<', createdBefore).execute();
}

function asKept(row: MailRow): KeptMail {
	return {
		id: row.id,
		to: row.recipient,
		subject: row.subject,
		text: row.body,
		attempts: row.attempts,
		nextAt: row.next_at,
		problem: row.problem ?? undefined,
		createdAt: row.created_at,
	};
}
