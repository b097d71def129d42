import { signupApproval, signupRejection } from '../mail/texts.ts';
import { type Application, deleteApplication, findApplication, markApproved } from '../store/applications.ts';
import { deleteCodes, insertCode } from '../store/mail-codes.ts';
import type { Database } from '../store/schema.ts';
import { newSecret } from './codes.ts';
import { accountErrors } from './errors.ts';
import { type AccountParts, linkTo } from './parts.ts';

const CONFIRM_MS = 30 * 86_400_000;

/** The administrator approves: the person gets the link that activates the account. Throws APPLICATION_UNKNOWN. */
export async function approve(parts: AccountParts, userName: string): Promise<void> {
	await sendLink(parts, userName, ({ approved }) => !approved);
}

/** The link that was sent is void, and another one is on its way. Throws APPLICATION_UNKNOWN. */
export async function approveAgain(parts: AccountParts, userName: string): Promise<void> {
	await sendLink(parts, userName, () => true);
}

async function sendLink(
	parts: AccountParts,
	userName: string,
	isDue: (application: Application) => boolean,
): Promise<void> {
	const { store, outbox, settings } = parts;
	await store.transaction(async (tx) => {
		const application = await knownApplication(tx, userName);
		if (!isDue(application)) {
			return;
		}

		const { person } = application;
		await markApproved(tx, userName);
		await outbox.queue(tx, signupApproval(settings, person, await confirmLink(parts, tx, userName)));
	});
	outbox.wake();
}

/** The application is gone, and the person is told. Throws APPLICATION_UNKNOWN. */
export async function reject({ store, outbox, settings }: AccountParts, userName: string): Promise<void> {
	await store.transaction(async (tx) => {
		const { person } = await knownApplication(tx, userName);
		await deleteCodes(tx, userName);
		await deleteApplication(tx, userName);
		await outbox.queue(tx, signupRejection(settings, person.email));
	});
	outbox.wake();
}

/** An earlier link is void from now on. */
export async function confirmLink(parts: AccountParts, tx: Database, userName: string): Promise<string> {
	const { secret, hash } = newSecret();
	await deleteCodes(tx, userName, 'confirm');
	await insertCode(tx, hash, { purpose: 'confirm', userName, value: '', expiresAt: parts.now() + CONFIRM_MS });
	return linkTo(parts, { action: 'confirm', code: secret });
}

/** Throws APPLICATION_UNKNOWN. */
export async function knownApplication(tx: Database, name: string): Promise<Application> {
	const application = await findApplication(tx, name);
	if (application === undefined) {
		throw accountErrors('APPLICATION_UNKNOWN', { name });
	}

	return application;
}
