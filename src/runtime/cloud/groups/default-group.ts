import { issueIds } from '../store/issued-ids.ts';
import type { Database } from '../store/schema.ts';
import { groupsOf, insertGroup } from '../store/security-groups.ts';

/** Every user has it; made when it is first looked at. */
export const DEFAULT_GROUP = 'default';

export async function ensureDefaultGroup(tx: Database, owner: string, now: number): Promise<void> {
	if ((await groupsOf(tx, owner)).some(({ name }) => name === DEFAULT_GROUP)) {
		return;
	}

	const [id = ''] = await issueIds(tx, 'sg', 1, now);
	await insertGroup(tx, { id, owner, name: DEFAULT_GROUP, description: 'default group' }, now);
}
