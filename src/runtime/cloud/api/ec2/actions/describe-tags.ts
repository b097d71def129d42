import type { ResourceTag } from '../../../engine/tags.ts';
import { applyFilters, type Filters, filterParameter } from '../describe/filters.ts';
import { pageOf, pageParameters } from '../describe/pages.ts';
import { resourceType } from '../describe/tags.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text } from '../schema/elements.ts';

const filters: Filters<ResourceTag> = {
	key: ({ key }) => key,
	value: ({ value }) => value,
	'resource-id': ({ resourceId }) => resourceId,
	'resource-type': ({ resourceId }) => resourceType(resourceId),
};

export const describeTags = action({
	name: 'DescribeTags',
	since: '2010-08-31',
	summary: "Lists the tags of the caller's things; the administrator sees everybody's.",
	parameters: { filters: filterParameter(filters), ...pageParameters },
	response: {
		tagSet: list({ resourceId: text(), resourceType: text(), key: text(), value: text() }),
		nextToken: maybe(text({ since: '2013-02-01' })),
	},
	async run({ engine, user, parameters }) {
		const tags = await engine.tags.visibleTo(user);
		const asked = applyFilters(tags, parameters.filters, filters, (tag) => [tag]);
		const page = pageOf(
			asked.map((tag) => ({ ...tag, id: `${tag.resourceId} ${tag.key}`, resourceType: resourceType(tag.resourceId) })),
			parameters,
		);
		return { tagSet: page.items, nextToken: page.nextToken };
	},
});
