import { taggedIds, tagList } from '../describe/tags.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';

export const createTags = action({
	name: 'CreateTags',
	since: '2010-08-31',
	summary: 'Sets tags of instances, images, key pairs and security groups: on all of them or on none.',
	notes: ['A thing may have 10 tags. Only its owner and the administrator may set and see them.'],
	parameters: { resourceIds: taggedIds, tags: tagList },
	response: done,
	async run({ engine, user, parameters: { resourceIds, tags } }) {
		if (resourceIds.length === 0 || tags.length === 0) {
			throw ec2Errors('PARAMETER_MISSING', { name: resourceIds.length === 0 ? 'ResourceId' : 'Tag' });
		}

		const set = tags.map(({ key, value = '' }) => ({ key, value }));
		await engine.tags.put(user, resourceIds, set);
		return { return: true };
	},
});
