import { findAccount, insertAccount } from '../store/accounts.ts';
import type { Store } from '../store/open-store.ts';
import { ADMIN_NAME } from '../users/admin.ts';
import { emptyPerson } from './empty-person.ts';
import { hashPassword } from './password.ts';

/** The administrator's: user `admin`, password `admin`, which has expired already, and no address (spec §5.2). */
export async function ensureAdminAccount({ db }: Store): Promise<void> {
	if ((await findAccount(db, ADMIN_NAME)) === undefined) {
		await insertAccount(db, {
			person: emptyPerson(ADMIN_NAME),
			passwordHash: await hashPassword(ADMIN_NAME),
			passwordExpiresAt: 0,
		});
	}
}

/** Where applications are sent unless the settings say so; '' until the administrator has logged in for the first time. */
export async function adminEmail({ db }: Store): Promise<string> {
	return (await findAccount(db, ADMIN_NAME))?.person.email ?? '';
}
