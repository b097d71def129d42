import { createHash } from 'node:crypto';
import { type Content, maybe, text } from '../schema/elements.ts';
import type { KnownVersion } from '../versions.ts';

/** Before 2011-01-01 `groupId` held the name of the group (spec/ec2-api §2). */
export const groupElements = { groupId: text(), groupName: maybe(text({ since: '2010-08-31' })) };

/** A stable id for a group, which the engine knows by its owner and its name. */
export function groupId(owner: string, name: string): string {
	return `sg-${createHash('sha256').update(`${owner}\n${name}`).digest('hex').slice(0, 8)}`;
}

export function groupSet(
	owner: string,
	names: readonly string[],
	version: KnownVersion,
): readonly Content<typeof groupElements>[] {
	return names.map((name) => ({
		groupId: version < '2011-01-01' ? name : groupId(owner, name),
		groupName: name,
	}));
}
