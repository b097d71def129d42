import type { GroupRule, SecurityGroup } from '../../../engine/security-groups.ts';
import { boolean, type Content, integer, list, maybe, structure, text } from '../schema/elements.ts';
import { tagSet } from './tags.ts';

const permissionElements = {
	ipProtocol: text(),
	fromPort: maybe(integer()),
	toPort: maybe(integer()),
	groups: list({ userId: text(), groupId: maybe(text({ since: '2011-01-01' })), groupName: text() }),
	ipRanges: list({ cidrIp: text(), description: maybe(text({ since: '2016-11-15' })) }),
};

export const securityGroupElements = {
	ownerId: text(),
	groupName: text(),
	groupId: text({ since: '2011-01-01' }),
	groupDescription: text(),
	ipPermissions: list(permissionElements),
	ipPermissionsEgress: list(permissionElements, { since: '2011-01-01' }),
	tagSet,
};

/** A rule with its id. */
export const ruleElements = {
	securityGroupRuleId: text(),
	groupId: text(),
	groupOwnerId: text(),
	isEgress: boolean(),
	ipProtocol: text(),
	fromPort: integer(),
	toPort: integer(),
	cidrIpv4: maybe(text()),
	referencedGroupInfo: maybe(structure({ groupId: maybe(text()), userId: text() })),
	description: maybe(text()),
};

export type RuleInGroup = GroupRule & { readonly group: Pick<SecurityGroup, 'id' | 'owner'> };

/** The content of `ruleElements`. */
export function ruleContent(rule: RuleInGroup, ids: GroupIds): Content<typeof ruleElements> {
	const { id, group, protocol, fromPort, toPort, source, description } = rule;
	return {
		securityGroupRuleId: id,
		groupId: group.id,
		groupOwnerId: group.owner,
		isEgress: false,
		ipProtocol: protocol,
		fromPort,
		toPort,
		cidrIpv4: 'cidr' in source ? source.cidr : undefined,
		referencedGroupInfo: 'cidr' in source ? undefined : groupReference(source, ids),
		description,
	};
}

/** What `RevokeSecurityGroupIngress` could not find; always empty, as an absent rule is an error where it is told. */
export const unknownPermissions = list(permissionElements, { since: '2016-11-15' });

/** The id of a group by its owner and name, where the caller may know it. */
export type GroupIds = ReadonlyMap<string, string>;

export function groupIdsOf(groups: readonly SecurityGroup[]): GroupIds {
	return new Map(groups.map(({ owner, name, id }) => [groupKey(owner, name), id]));
}

/** Neither part of the key holds a line end. */
function groupKey(owner: string, name: string): string {
	return `${owner}\n${name}`;
}

/** A group that a rule names. */
export function groupReference({ user, group }: { readonly user: string; readonly group: string }, ids: GroupIds) {
	return { userId: user, groupId: ids.get(groupKey(user, group)) };
}

/** Rules of one protocol and range of ports are one item, with all their sources. */
export function permissionSet(
	rules: readonly GroupRule[],
	ids: GroupIds,
): readonly Content<typeof permissionElements>[] {
	const alike = Map.groupBy(rules, ({ protocol, fromPort, toPort }) => `${protocol} ${fromPort} ${toPort}`);
	return [...alike.values()].flatMap((members) => {
		const [first] = members;
		return first === undefined ? [] : [permission(first, members, ids)];
	});
}

function permission({ protocol, fromPort, toPort }: GroupRule, members: readonly GroupRule[], ids: GroupIds) {
	const hasPorts = protocol === 'tcp' || protocol === 'udp' || protocol === 'icmp';
	return {
		ipProtocol: protocol,
		fromPort: hasPorts ? fromPort : undefined,
		toPort: hasPorts ? toPort : undefined,
		groups: members.flatMap(({ source }) =>
			'cidr' in source ? [] : [{ ...groupReference(source, ids), groupName: source.group }],
		),
		ipRanges: members.flatMap(({ source, description }) =>
			'cidr' in source ? [{ cidrIp: source.cidr, description }] : [],
		),
	};
}
