import { changePassword, findAccount } from '../store/accounts.ts';
import { deleteCodes } from '../store/mail-codes.ts';
import { deleteSessions, findSession } from '../store/web-sessions.ts';
import { accountErrors } from './errors.ts';
import type { AccountParts } from './parts.ts';
import { isPassword, mustBeGoodPassword, newPassword } from './password.ts';
import type { Visitor } from './sessions.ts';

export interface PasswordChange {
	/** Asked unless the present one has expired: whoever is logged in has just typed it then. */
	readonly old: string;
	readonly password: string;
	readonly again: string;
}

/** All other sessions of the user end, and no link that was sent before is good. Throws PASSWORD_OLD_WRONG, PASSWORD_SAME and what passwords have to be. */
export async function setPassword(
	{ store, now }: AccountParts,
	{ account: { person, passwordHash, passwordExpiresAt }, sessionHash }: Visitor,
	{ old, password, again }: PasswordChange,
): Promise<void> {
	if (passwordExpiresAt > now() && !(await isPassword(passwordHash, old))) {
		throw accountErrors('PASSWORD_OLD_WRONG');
	}

	mustBeGoodPassword(password, again, person);
	if (await isPassword(passwordHash, password)) {
		throw accountErrors('PASSWORD_SAME');
	}

	const next = await newPassword(password, now());
	await store.transaction(async (tx) => {
		// while the passwords were looked at the owner may have recovered another, and ended this session
		const isStill = (await findAccount(tx, person.userName))?.passwordHash === passwordHash;
		if (!isStill || (await findSession(tx, sessionHash)) === undefined) {
			throw accountErrors('PASSWORD_OLD_WRONG');
		}

		await changePassword(tx, person.userName, next);
		await deleteCodes(tx, person.userName);
		await deleteSessions(tx, person.userName, sessionHash);
	});
}
