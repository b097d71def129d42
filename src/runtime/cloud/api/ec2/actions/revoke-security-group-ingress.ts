import {
	groupAsked,
	PERMISSIONS_NOT_OFFERED,
	permissionParameters,
	refuseForeignUser,
	ruleIds,
	rulesAsked,
} from '../describe/permissions.ts';
import { unknownPermissions } from '../describe/security-group.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { boolean } from '../schema/elements.ts';

export const revokeSecurityGroupIngress = action({
	name: 'RevokeSecurityGroupIngress',
	since: '2006-06-26',
	summary: 'Removes rules from a security group: all of them or none.',
	notes: ['Before 2011-01-01 a rule that is not there is no error.'],
	parameters: { ...permissionParameters, ruleIds },
	notOffered: PERMISSIONS_NOT_OFFERED,
	response: { return: boolean(), unknownIpPermissionSet: unknownPermissions },
	async run({ engine, user, version, parameters }) {
		refuseForeignUser(parameters, user);
		const rules = await rulesAsked(parameters, user, engine);
		if (rules.length + parameters.ruleIds.length === 0) {
			throw ec2Errors('PARAMETER_MISSING', { name: 'IpPermissions' });
		}

		await engine.securityGroups.revoke(user, groupAsked(parameters), {
			rules,
			ruleIds: parameters.ruleIds,
			forgiveAbsent: version < '2011-01-01',
		});
		return { return: true, unknownIpPermissionSet: [] };
	},
});
