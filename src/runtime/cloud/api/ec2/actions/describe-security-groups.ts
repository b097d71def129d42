import type { GroupRule, SecurityGroup } from '../../../engine/security-groups.ts';
import { applyFilters, type Filters, filterParameter, matchNothing } from '../describe/filters.ts';
import { groupHandles } from '../describe/groups.ts';
import { pageOf, pageParameters } from '../describe/pages.ts';
import {
	type GroupIds,
	groupIdsOf,
	groupReference,
	permissionSet,
	securityGroupElements,
} from '../describe/security-group.ts';
import { tagContent, tagReader } from '../describe/tags.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { text as anyText, groupId } from '../schema/scalars.ts';

/** A group, and the ids of those that its rules may name. */
type KnownGroup = SecurityGroup & { readonly ids: GroupIds };

const ofRules =
	(read: (rule: GroupRule) => string | undefined) =>
	({ rules }: KnownGroup) =>
		rules.flatMap((rule) => read(rule) ?? []);

const filters: Filters<KnownGroup> = {
	description: ({ description }) => description,
	'group-id': ({ id }) => id,
	'group-name': ({ name }) => name,
	'owner-id': ({ owner }) => owner,
	'ip-permission.protocol': ofRules(({ protocol }) => protocol),
	'ip-permission.from-port': ofRules(({ fromPort }) => String(fromPort)),
	'ip-permission.to-port': ofRules(({ toPort }) => String(toPort)),
	'ip-permission.cidr': ofRules(({ source }) => ('cidr' in source ? source.cidr : undefined)),
	'ip-permission.group-id': ({ rules, ids }) =>
		rules.flatMap(({ source }) => ('cidr' in source ? [] : (groupReference(source, ids).groupId ?? []))),
	'ip-permission.group-name': ofRules(({ source }) => ('cidr' in source ? undefined : source.group)),
	'ip-permission.user-id': ofRules(({ source }) => ('cidr' in source ? undefined : source.user)),
	...matchNothing('egress.*', 'ip-permission.ipv6-cidr', 'ip-permission.prefix-list-id', 'vpc-id'),
};

export const describeSecurityGroups = action({
	name: 'DescribeSecurityGroups',
	since: '2006-06-26',
	summary: "Lists the caller's security groups; `default` is always among them.",
	notes: ["The administrator reaches everybody's groups by their ids; names are the caller's own."],
	parameters: {
		groupNames: listParameter('GroupName', anyText, { soap: 'securityGroupSet/item/groupName' }),
		groupIds: listParameter('GroupId', groupId, { soap: 'securityGroupIdSet/item/groupId', since: '2011-01-01' }),
		filters: filterParameter(filters),
		...pageParameters,
	},
	response: {
		securityGroupInfo: list(securityGroupElements),
		nextToken: maybe(text({ since: '2016-11-15' })),
	},
	async run({ engine, user, parameters }) {
		const wanted = [...groupHandles(parameters.groupNames), ...parameters.groupIds.map((id) => ({ id }))];
		const groups = await engine.securityGroups.find(user, wanted);
		const known = wanted.length === 0 ? groups : [...groups, ...(await engine.securityGroups.find(user, []))];
		const ids = groupIdsOf(known);
		const tagsOf = await tagReader(engine, user);
		const withIds = groups.map((group) => ({ ...group, ids }));
		const page = pageOf(applyFilters(withIds, parameters.filters, filters, tagsOf), parameters);
		return {
			securityGroupInfo: page.items.map((group) => ({
				ownerId: group.owner,
				groupName: group.name,
				groupId: group.id,
				groupDescription: group.description,
				ipPermissions: permissionSet(group.rules, ids),
				ipPermissionsEgress: [],
				tagSet: tagContent(tagsOf(group)),
			})),
			nextToken: page.nextToken,
		};
	},
});
