import type { Person } from '../engine/person.ts';
import { emailChange } from '../mail/texts.ts';
import { changePerson, findAccount, insertAccount } from '../store/accounts.ts';
import { deleteCodes, findCode, insertCode } from '../store/mail-codes.ts';
import type { Database } from '../store/schema.ts';
import { findUser } from '../store/users.ts';
import { hashOf, newSecret } from './codes.ts';
import { accountErrors } from './errors.ts';
import { type AccountParts, linkTo } from './parts.ts';

const EMAIL_MS = 3 * 86_400_000;

/**
 * The owner changes what is known of him. The login stays; another address comes into force by a link that is sent
 * there, unless it is the administrator's own. @returns whether a mail was sent
 */
export async function editOwn(parts: AccountParts, after: Person, isAdmin: boolean): Promise<boolean> {
	const { store, outbox, settings, now } = parts;
	const { userName } = after;
	const needsMail = await store.transaction(async (tx) => {
		const before = await knownAccount(tx, userName);
		const isElsewhere = after.email !== before.email;
		// a change that was asked for before, perhaps by somebody else, is not wanted any more
		await deleteCodes(tx, userName, 'email');
		await putPerson(tx, before, { ...after, email: isAdmin ? after.email : before.email });
		if (isElsewhere && !isAdmin) {
			const { secret, hash } = newSecret();
			await insertCode(tx, hash, { purpose: 'email', userName, value: after.email, expiresAt: now() + EMAIL_MS });
			const link = linkTo(parts, { action: 'email', code: secret });
			await outbox.queue(tx, emailChange(settings, after.email, userName, link));
		}

		return isElsewhere && !isAdmin;
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

		await putPerson(tx, account.person, { ...account.person, email: found.value });
		return found.value;
	});
}

/** The administrator changes what is known of a user; of one whom a tool has made it is the first that is. Throws ACCOUNT_UNKNOWN. */
export async function editByAdmin({ store }: AccountParts, person: Person): Promise<void> {
	await store.transaction(async (tx) => {
		await mustBeUser(tx, person.userName);
		await insertAccount(tx, { person, passwordHash: '', passwordExpiresAt: 0 });
		await putPerson(tx, await knownAccount(tx, person.userName), person);
	});
}

/** Links that were sent to a former address are void. */
async function putPerson(tx: Database, before: Person, after: Person): Promise<void> {
	if (before.email !== after.email) {
		await deleteCodes(tx, after.userName);
	}

	await changePerson(tx, after);
}

/** Throws ACCOUNT_UNKNOWN. */
async function knownAccount(tx: Database, name: string): Promise<Person> {
	const account = await findAccount(tx, name);
	if (account === undefined) {
		throw accountErrors('ACCOUNT_UNKNOWN', { name });
	}

	return account.person;
}

async function mustBeUser(tx: Database, name: string): Promise<void> {
	if ((await findUser(tx, name)) === undefined) {
		throw accountErrors('ACCOUNT_UNKNOWN', { name });
	}
}
