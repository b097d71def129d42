import {
	groupAsked,
	PERMISSIONS_NOT_OFFERED,
	permissionParameters,
	refuseForeignUser,
	rulesAsked,
} from '../describe/permissions.ts';
import { groupIdsOf, ruleContent, ruleElements } from '../describe/security-group.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { boolean, list } from '../schema/elements.ts';

export const authorizeSecurityGroupIngress = action({
	name: 'AuthorizeSecurityGroupIngress',
	since: '2006-06-26',
	summary: 'Adds rules to a security group: all of them or none.',
	notes: [
		'Rules are kept; a network mode that enforces them comes later.',
		'A group of another user is named by `UserId` and its name; whether it exists is not told.',
	],
	parameters: permissionParameters,
	notOffered: PERMISSIONS_NOT_OFFERED,
	response: {
		return: boolean(),
		securityGroupRuleSet: list(ruleElements, { since: '2016-11-15' }),
	},
	async run({ engine, user, parameters }) {
		refuseForeignUser(parameters, user);
		const handle = groupAsked(parameters);
		const rules = await rulesAsked(parameters, user, engine);
		if (rules.length === 0) {
			throw ec2Errors('PARAMETER_MISSING', { name: 'IpPermissions' });
		}

		const made = await engine.securityGroups.allow(user, handle, rules);
		const [group] = await engine.securityGroups.find(user, [handle]);
		const ids = groupIdsOf(await engine.securityGroups.find(user, []));
		return {
			return: true,
			securityGroupRuleSet: made.map((rule) =>
				ruleContent({ ...rule, group: { id: group?.id ?? '', owner: group?.owner ?? '' } }, ids),
			),
		};
	},
});
