import { canonicalId } from '../../../common/ids.ts';
import type { GroupHandle, InstanceGroup, User } from '../engine.ts';
import { cloudErrors } from '../errors.ts';
import type { Database } from '../store/schema.ts';
import { groupsOf, touchGroup } from '../store/security-groups.ts';
import { DEFAULT_GROUP, ensureDefaultGroup } from './default-group.ts';

/** The groups of new instances, held until the transaction ends. They are the user's own. Throws GROUP_UNKNOWN. */
export async function groupsForRun(
	tx: Database,
	user: User,
	handles: readonly GroupHandle[],
	now: number,
): Promise<readonly InstanceGroup[]> {
	const wanted = handles.length === 0 ? [{ name: DEFAULT_GROUP }] : handles;
	await ensureDefaultGroup(tx, user.name, now);
	const own = await groupsOf(tx, user.name);
	const found = new Map<string, InstanceGroup>();
	for (const handle of wanted) {
		const group = own.find(({ id, name }) => ('id' in handle ? id === canonicalId(handle.id) : name === handle.name));
		if (group === undefined || !(await touchGroup(tx, group.id, now))) {
			throw cloudErrors('GROUP_UNKNOWN', { name: 'id' in handle ? handle.id : handle.name });
		}

		found.set(group.id, { id: group.id, name: group.name });
	}

	return [...found.values()];
}
