import type { Person } from '../engine/person.ts';
import { allAccounts } from '../store/accounts.ts';
import { allApplications } from '../store/applications.ts';
import { allUsers } from '../store/users.ts';
import { emptyPerson } from './empty-person.ts';
import type { AccountParts } from './parts.ts';

/** As the table of users names them (spec §5.4). */
export type AccountState = 'unapproved' | 'unconfirmed' | 'active' | 'disabled';

export interface Listed {
	readonly person: Person;
	readonly state: AccountState;
	readonly isAdmin: boolean;
}

/** Those who wait for a decision first, then all by name. */
export async function people({ store }: AccountParts): Promise<readonly Listed[]> {
	return await store.transaction(async (tx) => {
		const applicants = (await allApplications(tx)).map(
			({ person, approved }): Listed => ({ person, state: approved ? 'unconfirmed' : 'unapproved', isAdmin: false }),
		);
		const known = new Map((await allAccounts(tx)).map(({ person }) => [person.userName, person]));
		const users = (await allUsers(tx)).map(
			({ name, enabled, isAdmin }): Listed => ({
				// of a user that a tool has made nothing is known
				person: known.get(name) ?? emptyPerson(name),
				state: enabled ? 'active' : 'disabled',
				isAdmin,
			}),
		);
		return [
			...applicants.filter(({ state }) => state === 'unapproved'),
			...applicants.filter(({ state }) => state !== 'unapproved'),
			...users,
		];
	});
}
