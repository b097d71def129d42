import { passwordRecovery } from '../mail/texts.ts';
import { changePassword, findAccount, findAccountsByEmail } from '../store/accounts.ts';
import { deleteCodes, findCode, putCode } from '../store/mail-codes.ts';
import { deleteSessions } from '../store/web-sessions.ts';
import { hashOf, newSecret } from './codes.ts';
import { accountErrors } from './errors.ts';
import { type AccountParts, linkTo } from './parts.ts';
import { hashPassword, mustBeGoodPassword, passwordFrom } from './password.ts';

const RECOVER_MS = 86_400_000;

/**
 * A new password that comes into force by the link of a mail. Nobody learns whether there is such a user, not by the
 * answer and not by how long it takes. Throws only what the password has to be.
 */
export async function recover(
	parts: AccountParts,
	loginOrEmail: string,
	{ password, again }: { readonly password: string; readonly again: string },
): Promise<void> {
	const { store, outbox, settings, now } = parts;
	mustBeGoodPassword(password, again, { userName: loginOrEmail, realName: '' });
	const passwordHash = await hashPassword(password);
	const byName = await findAccount(store.db, loginOrEmail);
	const found = byName === undefined ? await findAccountsByEmail(store.db, loginOrEmail) : [byName];
	await store.transaction(async (tx) => {
		for (const { person } of found.filter(({ person: { email } }) => email !== '')) {
			const { userName, email } = person;
			const { secret, hash } = newSecret();
			await putCode(tx, hash, { purpose: 'recover', userName, value: passwordHash, expiresAt: now() + RECOVER_MS });
			const link = linkTo(parts, { action: 'recover', code: secret });
			await outbox.queue(tx, passwordRecovery(settings, email, userName, link));
		}
	});
	outbox.wake();
}

/** The link was followed: the password is the new one, good once. Throws CODE_UNKNOWN. @returns whose it is */
export async function finishRecovery({ store, now }: AccountParts, code: string): Promise<string> {
	return await store.transaction(async (tx) => {
		const found = await findCode(tx, hashOf(code), 'recover', now());
		if (found === undefined) {
			throw accountErrors('CODE_UNKNOWN');
		}

		const { userName, value } = found;
		await changePassword(tx, userName, passwordFrom(value, now()));
		await deleteCodes(tx, userName, 'recover');
		await deleteSessions(tx, userName);
		return userName;
	});
}
