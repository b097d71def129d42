import ipaddr from 'ipaddr.js';
import type { GroupHandle, NewRule, RuleSource, SecurityGroup } from '../../../engine/security-groups.ts';
import type { User } from '../../../engine/users.ts';
import type { Verbs } from '../../../engine.ts';
import { ec2Errors } from '../errors.ts';
import { list, optional, structureList, type Values } from '../schema/parameters.ts';
import { groupId, integer, invalid, text } from '../schema/scalars.ts';

/** Which group, and which rules: the form of 2008 in Query (one rule), and lists since (spec/ec2-api §6). */
export const permissionParameters = {
	userId: optional('UserId', text, { note: "the caller's own, or empty: the tools of 2008 send it" }),
	groupName: optional('GroupName', text, { note: 'this or `GroupId`' }),
	groupId: optional('GroupId', groupId, { since: '2011-01-01' }),
	ipProtocol: optional('IpProtocol', text, { note: '`tcp`, `udp`, `icmp`, a number, or `-1` for all' }),
	fromPort: optional('FromPort', integer),
	toPort: optional('ToPort', integer),
	cidrIp: optional('CidrIp', text),
	sourceGroup: optional('SourceSecurityGroupName', text, { note: 'without `IpProtocol`: all of tcp, udp and icmp' }),
	sourceOwner: optional('SourceSecurityGroupOwnerId', text),
	permissions: structureList('IpPermissions', {
		ipProtocol: optional('IpProtocol', text),
		fromPort: optional('FromPort', integer),
		toPort: optional('ToPort', integer),
		groups: structureList('Groups', {
			userId: optional('UserId', text),
			groupName: optional('GroupName', text),
			groupId: optional('GroupId', groupId),
			description: optional('Description', text),
			vpcId: optional('VpcId', text),
		}),
		ipRanges: structureList('IpRanges', {
			cidrIp: optional('CidrIp', text),
			description: optional('Description', text),
		}),
	}),
};

/** What else a rule may say at Amazon. */
export const PERMISSIONS_NOT_OFFERED = {
	'IpPermissions.N.Ipv6Ranges': 'IPv6 addresses',
	'IpPermissions.N.PrefixListIds': 'prefix lists',
	'IpPermissions.N.Groups.N.PeeringStatus': 'peers of a virtual private network',
	'IpPermissions.N.Groups.N.VpcPeeringConnectionId': 'peers of a virtual private network',
	TagSpecification: 'tags of rules',
} as const;

export const ruleIds = list('SecurityGroupRuleId', text, { since: '2016-11-15' });

type PermissionParameters = Values<typeof permissionParameters>;
type Permission = PermissionParameters['permissions'][number];

/** The group that is meant. Throws PARAMETER_MISSING. */
export function groupAsked(given: { groupName: string | undefined; groupId: string | undefined }): GroupHandle {
	if (given.groupId !== undefined) {
		return { id: given.groupId };
	}

	if (given.groupName === undefined) {
		throw ec2Errors('PARAMETER_MISSING', { name: 'GroupName' });
	}

	return /^sg-[0-9a-f]{8,17}$/i.test(given.groupName) ? { id: given.groupName } : { name: given.groupName };
}

/** The rules that are asked for. Throws PARAMETER_*, PERMISSION_MALFORMED, GROUP_UNKNOWN. */
export async function rulesAsked(
	parameters: PermissionParameters,
	user: User,
	engine: Verbs,
): Promise<readonly NewRule[]> {
	const permissions = [...parameters.permissions, ...legacyPermission(parameters)];
	const rules: NewRule[] = [];
	for (const permission of permissions) {
		const sources = await sourcesOf(permission, user, engine);
		if (sources.length === 0) {
			throw ec2Errors('PARAMETER_MISSING', { name: 'CidrIp' });
		}

		for (const { protocol, fromPort, toPort } of rangesOf(permission)) {
			rules.push(...sources.map((source) => ({ protocol, fromPort, toPort, ...source })));
		}
	}

	return rules;
}

/** One rule in parameters of its own, as Query had it in 2008. */
function legacyPermission(parameters: PermissionParameters): readonly Permission[] {
	const { ipProtocol, fromPort, toPort, cidrIp, sourceGroup, sourceOwner } = parameters;
	if ([ipProtocol, fromPort, toPort, cidrIp, sourceGroup].every((value) => value === undefined)) {
		return [];
	}

	if (cidrIp !== undefined && sourceGroup !== undefined) {
		throw ec2Errors('PARAMETER_COMBINATION', { first: 'CidrIp', second: 'SourceSecurityGroupName' });
	}

	const none = { description: undefined, groupId: undefined, vpcId: undefined };
	return [
		{
			ipProtocol,
			fromPort,
			toPort,
			groups: sourceGroup === undefined ? [] : [{ ...none, userId: sourceOwner, groupName: sourceGroup }],
			ipRanges: cidrIp === undefined ? [] : [{ cidrIp, description: undefined }],
		},
	];
}

async function sourcesOf({ groups, ipRanges }: Permission, user: User, engine: Verbs) {
	const sources: { readonly source: RuleSource; readonly description: string | undefined }[] = [];
	for (const { cidrIp, description } of ipRanges) {
		if (cidrIp !== undefined) {
			sources.push({ source: { cidr: canonicalCidr(cidrIp) }, description });
		}
	}

	for (const group of groups) {
		sources.push({ source: await sourceGroup(group, user, engine), description: group.description });
	}

	return sources;
}

async function sourceGroup(
	{ userId, groupName, groupId }: Permission['groups'][number],
	user: User,
	engine: Verbs,
): Promise<RuleSource> {
	if (groupId !== undefined) {
		const [found] = await engine.securityGroups.find(user, [{ id: groupId }]);
		return asSource(found);
	}

	if (groupName === undefined) {
		throw ec2Errors('PARAMETER_MISSING', { name: 'GroupName' });
	}

	return { user: userId ?? user.name, group: groupName };
}

function asSource(group: SecurityGroup | undefined): RuleSource {
	return { user: group?.owner ?? '', group: group?.name ?? '' };
}

const NUMBERS: Readonly<Record<string, string>> = { '1': 'icmp', '6': 'tcp', '17': 'udp', all: '-1' };

/** Protocol and ports. A group without a protocol is let in by all three, as 2008 had it. */
function rangesOf({ ipProtocol, fromPort, toPort, groups }: Permission) {
	if (ipProtocol === undefined) {
		if (groups.length === 0 || fromPort !== undefined || toPort !== undefined) {
			throw ec2Errors('PARAMETER_MISSING', { name: 'IpProtocol' });
		}

		return [
			{ protocol: 'tcp', fromPort: 0, toPort: 65_535 },
			{ protocol: 'udp', fromPort: 0, toPort: 65_535 },
			{ protocol: 'icmp', fromPort: -1, toPort: -1 },
		];
	}

	const lower = ipProtocol.toLowerCase();
	const protocol = Object.hasOwn(NUMBERS, lower) ? (NUMBERS[lower] ?? lower) : lower;
	switch (protocol) {
		case 'tcp':
		case 'udp':
			return [{ protocol, ...ports(fromPort, toPort) }];
		case 'icmp':
			return [{ protocol, fromPort: icmpPart(fromPort, 'FromPort'), toPort: icmpPart(toPort, 'ToPort') }];
		default:
			if (protocol !== '-1' && !(/^\d{1,3}$/.test(protocol) && Number(protocol) <= 255)) {
				throw ec2Errors('PERMISSION_MALFORMED', { problem: `unsupported protocol ${ipProtocol.slice(0, 40)}` });
			}

			return [{ protocol, fromPort: -1, toPort: -1 }];
	}
}

function ports(fromPort: number | undefined, toPort: number | undefined) {
	const isPort = (port: number | undefined) => port !== undefined && port >= 0 && port <= 65_535;
	if (fromPort === undefined || toPort === undefined || !isPort(fromPort) || !isPort(toPort) || toPort < fromPort) {
		throw invalid(`${fromPort ?? ''}-${toPort ?? ''}`, 'FromPort, ToPort', 'Expected two ports, 0 to 65535, in order');
	}

	return { fromPort, toPort };
}

function icmpPart(value: number | undefined, name: string): number {
	if (value !== undefined && (value < -1 || value > 255)) {
		throw invalid(String(value), name, 'Expected an ICMP type or code, or -1 for all');
	}

	return value ?? -1;
}

/** The network of the range: `10.1.2.3/8` is `10.0.0.0/8`. */
function canonicalCidr(value: string): string {
	const [address = '', length = '', ...rest] = value.split('/');
	const isGood = ipaddr.IPv4.isValidFourPartDecimal(address) && /^\d{1,2}$/.test(length) && Number(length) <= 32;
	if (!isGood || rest.length > 0 || /(^|\.)0\d/.test(address)) {
		throw invalid(value, 'CidrIp', 'Expected a range such as 192.0.2.0/24');
	}

	return `${ipaddr.IPv4.networkAddressFromCIDR(`${address}/${length}`)}/${Number(length)}`;
}

/** A user id of somebody else names no group of the caller. Throws PARAMETER_VALUE. */
export function refuseForeignUser({ userId, groupName }: PermissionParameters, user: User): void {
	if (userId !== undefined && userId !== user.name) {
		throw invalid(userId, 'UserId', `The security group ${groupName ?? ''} must be your own`);
	}
}
