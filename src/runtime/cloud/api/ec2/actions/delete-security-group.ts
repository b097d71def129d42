import { groupAsked } from '../describe/permissions.ts';
import { action, done } from '../schema/action.ts';
import { optional } from '../schema/parameters.ts';
import { groupId, text } from '../schema/scalars.ts';

export const deleteSecurityGroup = action({
	name: 'DeleteSecurityGroup',
	since: '2006-06-26',
	summary: 'Removes a security group that no live instance and no rule of another group uses.',
	parameters: {
		groupName: optional('GroupName', text, { note: 'this or `GroupId`' }),
		groupId: optional('GroupId', groupId, { since: '2011-01-01' }),
	},
	response: done,
	async run({ engine, user, parameters }) {
		await engine.securityGroups.remove(user, groupAsked(parameters));
		return { return: true };
	},
});
