import type { User } from '../engine/users.ts';
import { insertAccount } from '../store/accounts.ts';
import { type Application, deleteApplication, findApplication } from '../store/applications.ts';
import { findCode } from '../store/mail-codes.ts';
import type { Database } from '../store/schema.ts';
import { createUser } from '../users/manage-users.ts';
import { knownApplication } from './approve.ts';
import { hashOf } from './codes.ts';
import { accountErrors } from './errors.ts';
import type { AccountParts } from './parts.ts';
import { isPassword, passwordFrom } from './password.ts';

/**
 * The person follows the link and logs in, which proves both the address and the password: now there is a user (founding
 * document, user sign-up). Throws CODE_UNKNOWN, LOGIN_WRONG.
 * @returns the hash that was verified: beginSession wants it
 */
export async function confirm(
	{ store, now }: AccountParts,
	code: string,
	{ userName, password }: { readonly userName: string; readonly password: string },
): Promise<string> {
	const found = await findCode(store.db, hashOf(code), 'confirm', now());
	if (found === undefined) {
		throw accountErrors('CODE_UNKNOWN');
	}

	const asked = await findApplication(store.db, found.userName);
	const isRight = await isPassword(asked?.passwordHash ?? '', password);
	if (!isRight || found.userName !== userName) {
		throw accountErrors('LOGIN_WRONG');
	}

	return await store.transaction(async (tx) => {
		// it may have been used, or replaced, while the password was looked at
		const application = await findApplication(tx, userName);
		if (
			application?.passwordHash !== asked?.passwordHash ||
			application === undefined ||
			(await findCode(tx, hashOf(code), 'confirm', now())) === undefined
		) {
			throw accountErrors('CODE_UNKNOWN');
		}

		await admit(tx, application, now());
		return application.passwordHash;
	});
}

/** The administrator does it for the person, where mails do not arrive. Throws APPLICATION_UNKNOWN. */
export async function activate({ store, now }: AccountParts, userName: string): Promise<User> {
	return await store.transaction(async (tx) => admit(tx, await knownApplication(tx, userName), now()));
}

async function admit(tx: Database, { person, passwordHash }: Application, now: number): Promise<User> {
	const { userName } = person;
	const user = await createUser(tx, userName, false, now);
	await insertAccount(tx, { person, ...passwordFrom(passwordHash, now) });
	await deleteApplication(tx, userName);
	return user;
}
