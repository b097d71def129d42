import { randomInt } from 'node:crypto';
import { cloudErrors } from '../errors.ts';
import { changePassword, insertAccount } from '../store/accounts.ts';
import { deleteCodes } from '../store/mail-codes.ts';
import type { Store } from '../store/open-store.ts';
import { findUser } from '../store/users.ts';
import { deleteSessions } from '../store/web-sessions.ts';
import { emptyPerson } from './empty-person.ts';
import { hashPassword } from './password.ts';

/** None that looks like another, or like a digit: it is read from one screen and typed at another. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz';
/** 72 bits. */
const LENGTH = 16;

/**
 * For whoever has lost the password and gets no mail; a user whom a tool has made has one then as well. It has expired, so
 * that the site asks for another at the login. All sessions end, all links are void. Throws USER_UNKNOWN.
 * @returns the password, which is kept nowhere
 */
export async function resetPassword(store: Store, userName: string): Promise<string> {
	const password = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
	const next = { passwordHash: await hashPassword(password), passwordExpiresAt: 0 };
	await store.transaction(async (tx) => {
		if ((await findUser(tx, userName)) === undefined) {
			throw cloudErrors('USER_UNKNOWN', { name: userName });
		}

		await insertAccount(tx, { person: emptyPerson(userName), ...next });
		await changePassword(tx, userName, next);
		await deleteCodes(tx, userName);
		await deleteSessions(tx, userName);
	});
	return password;
}
