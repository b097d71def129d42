import { randomBytes, randomInt } from 'node:crypto';
import type { User } from '../engine/users.ts';
import type { Store } from '../store/open-store.ts';
import { findUser, insertUser } from '../store/users.ts';

/** The administrator's login (spec §5.2). */
export const ADMIN_NAME = 'admin';

/** The administrator, made at the first start with random credentials. */
export async function ensureAdmin(store: Store, now: number): Promise<User> {
	const admin: User = {
		name: ADMIN_NAME,
		...newQueryCredentials(),
		isAdmin: true,
		enabled: true,
		allowSignatureV1: false,
	};
	const isNew = await insertUser(store.db, admin, now);
	return isNew ? admin : ((await findUser(store.db, ADMIN_NAME)) ?? admin);
}

/** Random, unlike the original's, which could be guessed from the user's name (spec §8 row 23). */
export function newQueryCredentials(): Pick<User, 'queryId' | 'secretKey'> {
	const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
	const letters = Array.from({ length: 16 }, () => alphabet[randomInt(alphabet.length)]);
	return { queryId: `AKIA${letters.join('')}`, secretKey: randomBytes(30).toString('base64') };
}
