import { issueIds } from '../store/issued-ids.ts';
import type { Database } from '../store/schema.ts';
import { groupsOf, insertGroup, type StoredGroup } from '../store/security-groups.ts';

/** Every user has it; made when it is first looked at. */
export const DEFAULT_GROUP = 'default';

/** All groups of the user by name, `default` among them. */
export async function ensureDefaultGroup(tx: Database, owner: string, now: number): Promise<readonly StoredGroup[]> {
	const groups = await groupsOf(tx, owner);
	if (groups.some(({ name }) => name === DEFAULT_GROUP)) {
		return groups;
	}

	const [id = ''] = await issueIds(tx, 'sg', 1, now);
	await insertGroup(tx, { id, owner, name: DEFAULT_GROUP, description: 'default group' }, now);
	return await groupsOf(tx, owner);
}
