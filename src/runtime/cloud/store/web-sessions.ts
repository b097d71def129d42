import type { Database } from './schema.ts';

export interface WebSession {
	readonly userName: string;
	/** "Remember me on this computer" */
	readonly remembered: boolean;
	readonly createdAt: number;
	readonly seenAt: number;
}

/** `idHash`: lower-case hex SHA-256 over what the cookie holds. */
export async function insertSession(db: Database, idHash: string, session: WebSession): Promise<void> {
	const { userName, remembered, createdAt, seenAt } = session;
	await db
		.insertInto('web_sessions')
		.values({
			id_hash: idHash,
			user_name: userName,
			remembered: remembered ? 1 : 0,
			created_at: createdAt,
			seen_at: seenAt,
		})
		.execute();
}

export async function findSession(db: Database, idHash: string): Promise<WebSession | undefined> {
	const row = await db.selectFrom('web_sessions').selectAll().where('id_hash', '=', idHash).executeTakeFirst();
	return row === undefined
		? undefined
		: {
				userName: row.user_name,
				remembered: row.remembered === 1,
				createdAt: row.created_at,
				seenAt: row.seen_at,
			};
}

export async function touchSession(db: Database, idHash: string, seenAt: number): Promise<void> {
	await db.updateTable('web_sessions').set({ seen_at: seenAt }).where('id_hash', '=', idHash).execute();
}

export async function deleteSession(db: Database, idHash: string): Promise<void> {
	await db.deleteFrom('web_sessions').where('id_hash', '=', idHash).execute();
}

/** All of a user but, perhaps, the one in which this was asked. */
export async function deleteSessions(db: Database, userName: string, exceptIdHash = ''): Promise<void> {
	await db.deleteFrom('web_sessions').where('user_name', '=', userName).where('id_hash', '!=', exceptIdHash).execute();
}

/** Those that nobody may use any more. */
export async function forgetSessions(db: Database, createdBefore: number): Promise<void> {
	await db.deleteFrom('web_sessions').where('created_at', '<', createdBefore).execute();
}
