import { tagContent, tagSet, tagSpecifications, tagsFor } from '../describe/tags.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { boolean, text } from '../schema/elements.ts';
import { optional, required } from '../schema/parameters.ts';
import { text as anyText } from '../schema/scalars.ts';

export const createSecurityGroup = action({
	name: 'CreateSecurityGroup',
	since: '2006-06-26',
	summary: 'Makes a security group without rules.',
	parameters: {
		groupName: required('GroupName', anyText),
		groupDescription: required('GroupDescription', anyText),
		vpcId: optional('VpcId', anyText, { since: '2011-01-01' }),
		tags: tagSpecifications,
	},
	response: {
		return: boolean(),
		groupId: text({ since: '2011-01-01' }),
		tagSet,
	},
	async run({ engine, user, parameters: { groupName, groupDescription, vpcId, tags } }) {
		if (vpcId !== undefined) {
			throw ec2Errors('VPC_UNKNOWN', { id: vpcId });
		}

		const set = tagsFor('security-group', tags);
		const group = await engine.securityGroups.create(user, groupName, groupDescription, set);
		return { return: true, groupId: group.id, tagSet: tagContent(set) };
	},
});
