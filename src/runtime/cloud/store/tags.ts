import type { ResourceTag, Tag } from '../engine/tags.ts';
import type { Database } from './schema.ts';

/** Rows of one insert: 4 columns each, and SQLite allows 32 766 values. */
const CHUNK = 5000;

/** Sets tags of resources; a tag of that key gets the new value. */
export async function putTags(
	db: Database,
	resources: readonly { readonly id: string; readonly owner: string }[],
	tags: readonly Tag[],
): Promise<void> {
	const rows = resources.flatMap(({ id, owner }) => tags.map((tag) => ({ resource_id: id, owner, ...tag })));
	for (let start = 0; start < rows.length; start += CHUNK) {
		await db
			.insertInto('tags')
			.values(rows.slice(start, start + CHUNK))
			.onConflict((c) => c.columns(['resource_id', 'key']).doUpdateSet((e) => ({ value: e.ref('excluded.value') })))
			.execute();
	}
}

/** Of one owner's resources, or of all; by resource and key. */
export async function allTags(db: Database, owner: string | undefined): Promise<readonly ResourceTag[]> {
	const rows = await db
		.selectFrom('tags')
		.selectAll()
		.$if(owner !== undefined, (query) => query.where('owner', '=', owner ?? ''))
		.orderBy('resource_id')
		.orderBy('key')
		.execute();
	return rows.map((row) => ({ resourceId: row.resource_id, key: row.key, value: row.value }));
}

export async function countTags(db: Database, resourceId: string): Promise<number> {
	const { count } = await db
		.selectFrom('tags')
		.select((e) => e.fn.countAll<number | string | bigint>().as('count'))
		.where('resource_id', '=', resourceId)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** Removes one tag; one that has another value than the given stays. */
export async function deleteTag(db: Database, resourceId: string, key: string, value: string | undefined) {
	await db
		.deleteFrom('tags')
		.where('resource_id', '=', resourceId)
		.where('key', '=', key)
		.$if(value !== undefined, (query) => query.where('value', '=', value ?? ''))
		.execute();
}

/** Removes all tags of resources: they are gone, or their owner wants so. */
export async function deleteTagsOf(db: Database, resourceIds: readonly string[]): Promise<void> {
	for (let start = 0; start < resourceIds.length; start += CHUNK) {
		await db
			.deleteFrom('tags')
			.where('resource_id', 'in', resourceIds.slice(start, start + CHUNK))
			.execute();
	}
}

export async function tagsOf(db: Database, resourceId: string): Promise<readonly Tag[]> {
	return await db
		.selectFrom('tags')
		.select(['key', 'value'])
		.where('resource_id', '=', resourceId)
		.orderBy('key')
		.execute();
}
