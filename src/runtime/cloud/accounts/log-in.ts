import { findAccount } from '../store/accounts.ts';
import { findApplication } from '../store/applications.ts';
import { findUser } from '../store/users.ts';
import { accountErrors } from './errors.ts';
import type { AccountParts } from './parts.ts';
import { isPassword } from './password.ts';

/**
 * Throws LOGIN_WRONG for whoever cannot prove to be the user, and takes as long for users that do not exist. Only who has
 * the password right is told more: LOGIN_UNAPPROVED, LOGIN_UNCONFIRMED, LOGIN_DISABLED (spec §5.3).
 * @returns the hash that was verified: beginSession wants it
 */
export async function logIn({ store: { db } }: AccountParts, userName: string, password: string): Promise<string> {
	const account = await findAccount(db, userName);
	const application = account === undefined ? await findApplication(db, userName) : undefined;
	if (!(await isPassword((account ?? application)?.passwordHash ?? '', password))) {
		throw accountErrors('LOGIN_WRONG');
	}

	if (application !== undefined) {
		throw accountErrors(application.approved ? 'LOGIN_UNCONFIRMED' : 'LOGIN_UNAPPROVED');
	}

	const user = await findUser(db, userName);
	if (user?.enabled !== true) {
		throw accountErrors('LOGIN_DISABLED');
	}

	return account?.passwordHash ?? '';
}
