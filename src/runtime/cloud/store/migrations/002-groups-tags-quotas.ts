import type { Kysely } from 'kysely';

/** Security groups and their rules, tags, launch permissions, quotas, and what instances and images learned to say. */
export async function addGroupsTagsQuotas(db: Kysely<unknown>): Promise<void> {
	await createGroups(db);
	await db.schema
		.createTable('tags')
		.addColumn('resource_id', 'text', (c) => c.notNull())
		.addColumn('key', 'text', (c) => c.notNull())
		.addColumn('value', 'text', (c) => c.notNull())
		.addColumn('owner', 'text', (c) => c.notNull())
		.addPrimaryKeyConstraint('tags_key', ['resource_id', 'key'])
		.execute();
	await db.schema.createIndex('tags_by_owner').on('tags').column('owner').execute();
	await db.schema
		.createTable('quotas')
		.addColumn('user_name', 'text', (c) => c.primaryKey().references('users.name'))
		.addColumn('instances', 'integer')
		.addColumn('cores', 'integer')
		.addColumn('memory_mb', 'integer')
		.addColumn('key_pairs', 'integer')
		.addColumn('used_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema.alterTable('images').addColumn('description', 'text').execute();
	for (const [table, column, start] of [
		['images', 'product_codes', '[]'],
		['images', 'launch_users', '[]'],
		['instances', 'product_codes', '[]'],
		['instances', 'group_ids', '[]'],
		['instances', 'settings', '{}'],
	] as const) {
		await db.schema
			.alterTable(table)
			.addColumn(column, 'text', (c) => c.notNull().defaultTo(start))
			.execute();
	}

	await db.schema.createIndex('instances_by_owner').on('instances').column('owner').execute();
}

async function createGroups(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('security_groups')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('owner', 'text', (c) => c.notNull().references('users.name'))
		.addColumn('name', 'text', (c) => c.notNull())
		.addColumn('description', 'text', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.addColumn('used_at', 'bigint', (c) => c.notNull())
		.addUniqueConstraint('security_groups_owner_name', ['owner', 'name'])
		.execute();
	await db.schema
		.createTable('group_rules')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('group_id', 'text', (c) => c.notNull().references('security_groups.id').onDelete('cascade'))
		.addColumn('protocol', 'text', (c) => c.notNull())
		.addColumn('from_port', 'integer', (c) => c.notNull())
		.addColumn('to_port', 'integer', (c) => c.notNull())
		.addColumn('cidr', 'text', (c) => c.notNull())
		.addColumn('source_user', 'text', (c) => c.notNull())
		.addColumn('source_group', 'text', (c) => c.notNull())
		.addColumn('description', 'text')
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.addUniqueConstraint('group_rules_once', [
			'group_id',
			'protocol',
			'from_port',
			'to_port',
			'cidr',
			'source_user',
			'source_group',
		])
		.execute();
}
