import type { User } from '../engine/users.ts';
import { findAccount, type WebAccount } from '../store/accounts.ts';
import { forgetCodes } from '../store/mail-codes.ts';
import { findUser } from '../store/users.ts';
import {
	deleteSession,
	findSession,
	forgetSessions,
	insertSession,
	touchSession,
	type WebSession,
} from '../store/web-sessions.ts';
import { hashOf, newSecret } from './codes.ts';
import type { AccountParts } from './parts.ts';

const DAY_MS = 86_400_000;
/** No session lasts longer, however much it is used (spec §5.3). */
const LONGEST_MS = 14 * DAY_MS;
/** Of "Remember me on this computer": as long as its cookie. */
export const REMEMBERED_MS = 7 * DAY_MS;
const IDLE_MS = DAY_MS / 2;
/** Not each page that is looked at is worth a write. */
const TOUCH_MS = 60_000;

/** Who asks. */
export interface Visitor {
	readonly user: User;
	readonly account: WebAccount;
	/** Of the session: to end all others. */
	readonly sessionHash: string;
}

/** A new one at each login: whoever knew the cookie from before knows nothing. @returns what the cookie holds */
export async function beginSession(
	{ store, now }: AccountParts,
	userName: string,
	remembered: boolean,
): Promise<string> {
	const { secret, hash } = newSecret();
	await store.transaction(async (tx) => {
		await forgetSessions(tx, now() - LONGEST_MS);
		await forgetCodes(tx, now());
		await insertSession(tx, hash, { userName, remembered, createdAt: now(), seenAt: now() });
	});
	return secret;
}

/** Undefined for a session that has ended, and for a user who may not come in any more. */
export async function visitorOf({ store, now }: AccountParts, secret: string): Promise<Visitor | undefined> {
	const { db } = store;
	const sessionHash = hashOf(secret);
	const session = await findSession(db, sessionHash);
	if (session === undefined || isOver(session, now())) {
		return undefined;
	}

	const user = await findUser(db, session.userName);
	const account = await findAccount(db, session.userName);
	if (account === undefined || user?.enabled !== true) {
		return undefined;
	}

	if (now() - session.seenAt > TOUCH_MS) {
		await touchSession(db, sessionHash, now());
	}

	return { user, account, sessionHash };
}

export async function endSession({ store: { db } }: AccountParts, secret: string): Promise<void> {
	await deleteSession(db, hashOf(secret));
}

function isOver({ remembered, createdAt, seenAt }: WebSession, now: number): boolean {
	return now - createdAt > LONGEST_MS || now - seenAt > (remembered ? REMEMBERED_MS : IDLE_MS);
}
