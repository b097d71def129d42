import { passwordRecovery } from '../mail/texts.ts';
import { changePassword, findAccount, findAccountsByEmail } from '../store/accounts.ts';
import { deleteCodes, findCode, insertCode } from '../store/mail-codes.ts';
import { deleteSessions } from '../store/web-sessions.ts';
import { hashOf, newSecret } from './codes.ts';
import { accountErrors } from './errors.ts';
import { type AccountParts, linkTo } from './parts.ts';
import { hashPassword, isPassword, mustBeGoodPassword, passwordFrom } from './password.ts';

const RECOVER_MS = 86_400_000;

/**
 * A new password that comes into force by the link of a mail. Nobody learns whether there is such a user, not by the
 * answer and not by how long it takes. What others ask for takes nothing away: earlier links stay good. Throws only what
 * the password has to be.
 */
export async function recover(
	parts: AccountParts,
	loginOrEmail: string,
	{ password, again }: { readonly password: string; readonly again: string },
): Promise<void> {
	const { store, outbox, settings, now } = parts;
	mustBeGoodPassword(password, again, { userName: loginOrEmail, realName: '' });
	const value = await hashPassword(password);
	await store.transaction(async (tx) => {
		const byName = await findAccount(tx, loginOrEmail);
		const found = byName === undefined ? await findAccountsByEmail(tx, loginOrEmail) : [byName];
		for (const { person } of found.filter(({ person: { email } }) => email !== '')) {
			const { userName, email } = person;
			const { secret, hash } = newSecret();
			await insertCode(tx, hash, { purpose: 'recover', userName, value, expiresAt: now() + RECOVER_MS });
			const link = linkTo(parts, { action: 'recover', code: secret });
			await outbox.queue(tx, passwordRecovery(settings, email, userName, link));
		}
	});
	outbox.wake();
}

/**
 * The link was followed: the password that was chosen when it was asked for comes into force, typed again. Else a stranger
 * could ask, and the owner, who has asked as well, would put the stranger's into force. All sessions end, all links are
 * void. Throws CODE_UNKNOWN, RECOVERY_WRONG, PASSWORD_TELLS.
 */
export async function finishRecovery({ store, now }: AccountParts, code: string, password: string): Promise<void> {
	const find = (db: typeof store.db) => findCode(db, hashOf(code), 'recover', now());
	const asked = await find(store.db);
	if (asked === undefined) {
		throw accountErrors('CODE_UNKNOWN');
	}

	if (!(await isPassword(asked.value, password))) {
		throw accountErrors('RECOVERY_WRONG');
	}

	const { userName, value } = asked;
	await store.transaction(async (tx) => {
		const account = await findAccount(tx, userName);
		if (account === undefined || (await find(tx)) === undefined) {
			throw accountErrors('CODE_UNKNOWN');
		}

		mustBeGoodPassword(password, password, account.person);
		await changePassword(tx, userName, passwordFrom(value, now()));
		await deleteCodes(tx, userName);
		await deleteSessions(tx, userName);
	});
}
