import type { User } from '../engine/users.ts';
import { findAccount, type WebAccount } from '../store/accounts.ts';
import { forgetApplications } from '../store/applications.ts';
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
import { accountErrors } from './errors.ts';
import type { AccountParts } from './parts.ts';

const DAY_MS = 86_400_000;
/** No session lasts longer, however much it is used (spec §5.3). */
const LONGEST_MS = 14 * DAY_MS;
/** Of "Remember me on this computer": as long as its cookie. */
export const REMEMBERED_MS = 7 * DAY_MS;
const IDLE_MS = DAY_MS / 2;
/** An application that nobody decides on, or that nobody confirms. */
const UNDECIDED_MS = 90 * DAY_MS;
/** Not each page that is looked at is worth a write. */
const TOUCH_MS = 60_000;

/** Who has just proved to be whom. */
export interface Login {
	readonly userName: string;
	/** The hash that was verified. */
	readonly passwordHash: string;
	/** Stays logged in when the browser is closed. */
	readonly remembered: boolean;
}

/** Who asks. */
export interface Visitor {
	readonly user: User;
	readonly account: WebAccount;
	/** Of the session: to end all others. */
	readonly sessionHash: string;
}

/**
 * A new one at each login: whoever knew the cookie from before knows nothing. Throws LOGIN_WRONG if the password is another
 * by now than the one that was verified: a login may have waited for its turn while the owner changed it.
 * @returns what the cookie holds
 */
export async function beginSession(
	{ store, now }: AccountParts,
	{ userName, passwordHash, remembered }: Login,
): Promise<string> {
	const { secret, hash } = newSecret();
	await store.transaction(async (tx) => {
		if ((await findAccount(tx, userName))?.passwordHash !== passwordHash) {
			throw accountErrors('LOGIN_WRONG');
		}

		await forgetSessions(tx, now() - LONGEST_MS);
		await forgetCodes(tx, now());
		await forgetApplications(tx, now() - UNDECIDED_MS);
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
	if (account === undefined || user?.enabled !== true || hasExpiredSince(session, account, now())) {
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

/** An expired password is changed by whoever has just typed it, not by an old session. */
function hasExpiredSince({ createdAt }: WebSession, { passwordExpiresAt }: WebAccount, now: number): boolean {
	return createdAt < passwordExpiresAt && passwordExpiresAt <= now;
}

function isOver({ remembered, createdAt, seenAt }: WebSession, now: number): boolean {
	return now - createdAt > LONGEST_MS || now - seenAt > (remembered ? REMEMBERED_MS : IDLE_MS);
}
