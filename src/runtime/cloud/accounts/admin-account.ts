import { findAccount, insertAccount, type WebAccount } from '../store/accounts.ts';
import type { Store } from '../store/open-store.ts';
import { ADMIN_NAME } from '../users/admin.ts';
import { hashPassword } from './password.ts';

/** The administrator's: user `admin`, password `admin`, which has expired already, and no address (spec §5.2). */
export async function ensureAdminAccount({ db }: Store): Promise<void> {
	if ((await findAccount(db, ADMIN_NAME)) === undefined) {
		await insertAccount(db, { ...FIRST, passwordHash: await hashPassword(ADMIN_NAME) });
	}
}

/** Where applications are sent unless the settings say so; '' until the administrator has logged in for the first time. */
export async function adminEmail({ db }: Store): Promise<string> {
	return (await findAccount(db, ADMIN_NAME))?.person.email ?? '';
}

const FIRST: WebAccount = {
	person: {
		userName: ADMIN_NAME,
		realName: '',
		email: '',
		telephone: '',
		projectLeader: '',
		affiliation: '',
		projectDescription: '',
	},
	passwordHash: '',
	passwordExpiresAt: 0,
};
