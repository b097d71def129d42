import { canonicalId } from '../../../common/ids.ts';
import type { InstanceGroup } from '../engine/instance.ts';
import type { GroupHandle } from '../engine/security-groups.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import type { Database } from '../store/schema.ts';
import { touchGroups } from '../store/security-groups.ts';
import { DEFAULT_GROUP, ensureDefaultGroup } from './default-group.ts';

/** The groups of new instances, held until the transaction ends. They are the user's own. Throws GROUP_UNKNOWN. */
export async function groupsForRun(
	tx: Database,
	user: User,
	handles: readonly GroupHandle[],
	now: number,
): Promise<readonly InstanceGroup[]> {
	const wanted = (handles.length === 0 ? [{ name: DEFAULT_GROUP }] : handles).map((handle) =>
		'id' in handle ? { id: canonicalId(handle.id) } : handle,
	);
	const find = async () => {
		const held = await touchGroups(tx, user.name, wanted, now);
		return wanted.map((handle) => held.find((group) => isMeant(group, handle)));
	};
	let found = await find();
	if (found.includes(undefined)) {
		await ensureDefaultGroup(tx, user.name, now);
		found = await find();
	}

	const groups = found.map((group, index) => {
		const handle = wanted[index];
		if (group === undefined || handle === undefined) {
			throw cloudErrors('GROUP_UNKNOWN', { name: handle === undefined ? '' : asGiven(handles[index] ?? handle) });
		}

		return group;
	});
	return [...new Map(groups.map((group) => [group.id, group])).values()];
}

function isMeant({ id, name }: InstanceGroup, handle: GroupHandle): boolean {
	return 'id' in handle ? id === handle.id : name === handle.name;
}

function asGiven(handle: GroupHandle): string {
	return 'id' in handle ? handle.id : handle.name;
}
