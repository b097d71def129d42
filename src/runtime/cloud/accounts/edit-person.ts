import { emailChange } from '../mail/texts.ts';
import { changePerson, findAccount, insertAccount } from '../store/accounts.ts';
import { deleteCodes, findCode, putCode } from '../store/mail-codes.ts';
import type { Database } from '../store/schema.ts';
import { findUser } from '../store/users.ts';
import { hashOf, newSecret } from './codes.ts';
import { accountErrors } from './errors.ts';
import { type AccountParts, linkTo } from './parts.ts';
import type { Person } from './person.ts';

const EMAIL_MS = 3 * 86_400_000;

/**
 * The owner changes what is known of him. The login stays; another address comes into force by a link that is sent
 * there, unless it is the administrator's own. @returns whether a mail was sent
 */
export async function editOwn(
	parts: AccountParts,
	{ person: before }: { readonly person: Person },
	after: Person,
	isAdmin: boolean,
): Promise<boolean> {
	const { store, outbox, settings, now } = parts;
	const { userName } = before;
	const needsMail = after.email !== before.email && !isAdmin;
	await store.transaction(async (tx) => {
		await changePerson(tx, { ...after, userName, email: needsMail ? before.email : after.email });
		if (needsMail) {
			const { secret, hash } = newSecret();
			await putCode(tx, hash, { purpose: 'email', userName, value: after.email, expiresAt: now() + EMAIL_MS });
			const link = linkTo(parts, { action: 'email', code: secret });
			await outbox.queue(tx, emailChange(settings, after.email, userName, link));
		}
	});
	outbox.wake();
	return needsMail;
}

/** The link was followed. Throws CODE_UNKNOWN. */
export async function finishEmailChange({ store, now }: AccountParts, code: string): Promise<string> {
	return await store.transaction(async (tx) => {
		const found = await findCode(tx, hashOf(code), 'email', now());
		const account = found === undefined ? undefined : await findAccount(tx, found.userName);
		if (found === undefined || account === undefined) {
			throw accountErrors('CODE_UNKNOWN');
		}

		await changePerson(tx, { ...account.person, email: found.value });
		await deleteCodes(tx, found.userName, 'email');
		return found.value;
	});
}

/** The administrator changes what is known of a user; of one whom a tool has made it is the first that is. Throws ACCOUNT_UNKNOWN. */
export async function editByAdmin({ store }: AccountParts, person: Person): Promise<void> {
	await store.transaction(async (tx) => {
		await mustBeUser(tx, person.userName);
		await insertAccount(tx, { person, passwordHash: '', passwordExpiresAt: 0 });
		await changePerson(tx, person);
	});
}

async function mustBeUser(tx: Database, name: string): Promise<void> {
	if ((await findUser(tx, name)) === undefined) {
		throw accountErrors('ACCOUNT_UNKNOWN', { name });
	}
}
