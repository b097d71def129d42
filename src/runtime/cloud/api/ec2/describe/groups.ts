import type { InstanceGroup } from '../../../engine/instance.ts';
import type { GroupHandle } from '../../../engine/security-groups.ts';
import { type Content, maybe, text } from '../schema/elements.ts';
import type { KnownVersion } from '../versions.ts';

/** Before 2011-01-01 `groupId` held the name of the group (spec/ec2-api §2). */
export const groupElements = { groupId: text(), groupName: maybe(text({ since: '2010-08-31' })) };

export function groupSet(
	groups: readonly InstanceGroup[],
	version: KnownVersion,
): readonly Content<typeof groupElements>[] {
	return groups.map(({ id, name }) => ({ groupId: version < '2011-01-01' ? name : id, groupName: name }));
}

/** A list of names in which some clients write ids. No name of a group begins with `sg-`. */
export function groupHandles(namesOrIds: readonly string[]): readonly GroupHandle[] {
	return namesOrIds.map((text) => (/^sg-[0-9a-f]{8,17}$/i.test(text) ? { id: text } : { name: text }));
}
