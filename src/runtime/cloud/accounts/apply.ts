import type { Person } from '../engine/person.ts';
import { cloudErrors } from '../errors.ts';
import { signupApproval, signupRequest } from '../mail/texts.ts';
import { countApplications, insertApplication, isApplicantName } from '../store/applications.ts';
import type { Database } from '../store/schema.ts';
import { isUserName } from '../store/users.ts';
import { adminEmail } from './admin-account.ts';
import { confirmLink } from './approve.ts';
import { accountErrors } from './errors.ts';
import { type AccountParts, linkTo } from './parts.ts';
import { hashPassword, mustBeGoodPassword } from './password.ts';

/** Whoever fills the table with nonsense does not fill the disk, nor keep the administrator from adding people. */
const MOST_WAITING = 1000;

/**
 * Somebody applies for an account: kept, and the administrator is told by mail (spec §5.4, sign up).
 * Throws SITE_NOT_READY, USER_DUPLICATE, APPLICATIONS_FULL and what passwords have to be.
 */
export async function apply(
	parts: AccountParts,
	person: Person,
	{ password, again }: { readonly password: string; readonly again: string },
): Promise<void> {
	const { store, outbox, settings, now } = parts;
	const admin = await adminEmail(store);
	if (admin === '') {
		throw accountErrors('SITE_NOT_READY');
	}

	mustBeGoodPassword(password, again, person);
	const passwordHash = await hashPassword(password);
	await store.transaction(async (tx) => {
		const count = await countApplications(tx);
		if (count >= MOST_WAITING) {
			throw accountErrors('APPLICATIONS_FULL', { count });
		}

		await insertNew(tx, person, { passwordHash, approved: false, createdAt: now() });
		const decide = (action: string) => linkTo(parts, { action, user: person.userName });
		await outbox.queue(tx, {
			...signupRequest(settings, person, { approve: decide('approve'), reject: decide('reject') }),
			to: settings.signupEmailAddress ?? admin,
		});
	});
	outbox.wake();
}

/** The administrator adds somebody: nobody has to approve, the person only confirms (spec §5.4, same by admin). */
export async function addPerson(
	parts: AccountParts,
	person: Person,
	{ password, again }: { readonly password: string; readonly again: string },
): Promise<void> {
	const { store, outbox, settings, now } = parts;
	mustBeGoodPassword(password, again, person);
	const passwordHash = await hashPassword(password);
	await store.transaction(async (tx) => {
		await insertNew(tx, person, { passwordHash, approved: true, createdAt: now() });
		await outbox.queue(tx, signupApproval(settings, person, await confirmLink(parts, tx, person.userName)));
	});
	outbox.wake();
}

/** Others may apply once the administrator has an address (spec §5.2, site ready). */
export async function isReady({ store }: AccountParts): Promise<boolean> {
	return (await adminEmail(store)) !== '';
}

async function insertNew(
	tx: Database,
	person: Person,
	rest: { readonly passwordHash: string; readonly approved: boolean; readonly createdAt: number },
): Promise<void> {
	const name = person.userName;
	const isTaken = (await isUserName(tx, name)) || (await isApplicantName(tx, name));
	if (isTaken || !(await insertApplication(tx, { person, ...rest }))) {
		throw cloudErrors('USER_DUPLICATE', { name });
	}
}
