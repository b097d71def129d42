import type { Tag } from '../../../engine/tags.ts';
import type { User } from '../../../engine/users.ts';
import type { Verbs } from '../../../engine.ts';
import { list as elementList, maybe, text } from '../schema/elements.ts';
import { list, optional, required, structureList, type Values } from '../schema/parameters.ts';
import { text as anyText, invalid } from '../schema/scalars.ts';

/** What a tag belongs to, by the prefix of its id. */
const TYPES: Readonly<Record<string, string>> = {
	i: 'instance',
	emi: 'image',
	eki: 'image',
	eri: 'image',
	key: 'key-pair',
	sg: 'security-group',
};

export function resourceType(id: string): string {
	return TYPES[id.slice(0, id.indexOf('-'))] ?? '';
}

/** Absent where there are none, as EC2 has it. */
export const tagSet = maybe(elementList({ key: text(), value: text() }, { since: '2010-08-31' }));

/** Looks up the tags, that the user may see, of a thing. */
export async function tagReader(
	engine: Verbs,
	user: User,
): Promise<(thing: { readonly id: string }) => readonly Tag[]> {
	const byResource = Map.groupBy(await engine.tags.visibleTo(user), ({ resourceId }) => resourceId);
	return ({ id }) => byResource.get(id) ?? NONE;
}

/** The content of `tagSet`. */
export function tagContent(tags: readonly Tag[]): readonly Tag[] | undefined {
	return tags.length === 0 ? undefined : tags.map(({ key, value }) => ({ key, value }));
}

const NONE: readonly Tag[] = [];

/** `Tag.N.Key`, `Tag.N.Value` of a request that sets tags. */
export const tagList = structureList(
	'Tag',
	{ key: required('Key', anyText), value: optional('Value', anyText) },
	{ soap: 'tagSet/item' },
);

/** Tags for things that the action makes. */
export const tagSpecifications = structureList(
	'TagSpecification',
	{
		resourceType: required('ResourceType', anyText),
		tags: structureList('Tag', { key: required('Key', anyText), value: optional('Value', anyText) }),
	},
	{ since: '2016-11-15', soap: 'tagSpecificationSet/item' },
);

/** `ResourceId.N` */
export const taggedIds = list('ResourceId', anyText, { soap: 'resourcesSet/item/resourceId' });

/** The tags for what is made. `others`: types that are made elsewhere, but not here. Throws PARAMETER_VALUE. */
export function tagsFor(
	type: string,
	specifications: Values<{ all: typeof tagSpecifications }>['all'],
	others: readonly string[] = [],
): readonly Tag[] {
	const wrong = specifications.find((each) => each.resourceType !== type && !others.includes(each.resourceType));
	if (wrong !== undefined) {
		throw invalid(wrong.resourceType, 'TagSpecification.ResourceType', `Expected ${type}`);
	}

	return specifications
		.filter((each) => each.resourceType === type)
		.flatMap(({ tags }) => tags.map(({ key, value = '' }) => ({ key, value })));
}
