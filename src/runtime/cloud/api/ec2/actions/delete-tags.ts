import { taggedIds } from '../describe/tags.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { optional, optionalOrEmpty, required, structureList } from '../schema/parameters.ts';
import { boolean, text } from '../schema/scalars.ts';

export const deleteTags = action({
	name: 'DeleteTags',
	since: '2010-08-31',
	summary: 'Removes tags, or all tags of a thing if none is named.',
	notes: ['A tag with a value is removed only if it has that value.'],
	parameters: {
		resourceIds: taggedIds,
		tags: structureList(
			'Tag',
			{ key: required('Key', text), value: optionalOrEmpty('Value', text) },
			{ soap: 'tagSet/item' },
		),
		force: optional('Force', boolean, { note: 'ignored' }),
	},
	response: done,
	async run({ engine, user, parameters: { resourceIds, tags } }) {
		if (resourceIds.length === 0) {
			throw ec2Errors('PARAMETER_MISSING', { name: 'ResourceId' });
		}

		await engine.tags.remove(user, resourceIds, tags);
		return { return: true };
	},
});
