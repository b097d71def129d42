import type { Kysely } from 'kysely';

/** Users, certificates, key pairs, images, clusters, reservations, instances and the ids given out (spec §5.1). */
export async function createTables(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('users')
		.addColumn('name', 'text', (c) => c.primaryKey())
		.addColumn('query_id', 'text', (c) => c.notNull().unique())
		.addColumn('secret_key', 'text', (c) => c.notNull())
		.addColumn('is_admin', 'integer', (c) => c.notNull())
		.addColumn('enabled', 'integer', (c) => c.notNull())
		.addColumn('allow_signature_v1', 'integer', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema
		.createTable('certificates')
		.addColumn('fingerprint', 'text', (c) => c.primaryKey())
		.addColumn('user_name', 'text', (c) => c.notNull().references('users.name'))
		.addColumn('pem', 'text', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema
		.createTable('key_pairs')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('owner', 'text', (c) => c.notNull().references('users.name'))
		.addColumn('name', 'text', (c) => c.notNull())
		.addColumn('fingerprint', 'text', (c) => c.notNull())
		.addColumn('public_key', 'text', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.addUniqueConstraint('key_pairs_owner_name', ['owner', 'name'])
		.execute();
	await createImagesAndClusters(db);
	await createReservations(db);
}

async function createImagesAndClusters(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('images')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('kind', 'text', (c) => c.notNull())
		.addColumn('location', 'text', (c) => c.notNull())
		.addColumn('state', 'text', (c) => c.notNull())
		.addColumn('owner', 'text', (c) => c.notNull().references('users.name'))
		.addColumn('is_public', 'integer', (c) => c.notNull())
		.addColumn('architecture', 'text', (c) => c.notNull())
		.addColumn('kernel_id', 'text')
		.addColumn('ramdisk_id', 'text')
		.addColumn('size_bytes', 'bigint', (c) => c.notNull())
		.addColumn('sha256', 'text', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.addColumn('used_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema
		.createTable('clusters')
		.addColumn('name', 'text', (c) => c.primaryKey())
		.addColumn('host', 'text', (c) => c.notNull())
		.addColumn('port', 'integer', (c) => c.notNull())
		.addColumn('certificate', 'text', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.addColumn('used_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema
		.createTable('issued_ids')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('issued_at', 'bigint', (c) => c.notNull())
		.execute();
}

async function createReservations(db: Kysely<unknown>): Promise<void> {
	await db.schema
		.createTable('reservations')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('owner', 'text', (c) => c.notNull())
		.addColumn('zone', 'text', (c) => c.notNull())
		.addColumn('min_count', 'integer', (c) => c.notNull())
		.addColumn('client_token', 'text')
		.addColumn('request_digest', 'text', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.addUniqueConstraint('reservations_owner_token', ['owner', 'client_token'])
		.execute();
	await db.schema
		.createTable('instances')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('reservation_id', 'text', (c) => c.notNull().references('reservations.id'))
		.addColumn('owner', 'text', (c) => c.notNull())
		.addColumn('state', 'text', (c) => c.notNull())
		.addColumn('state_since', 'bigint', (c) => c.notNull())
		.addColumn('reason', 'text')
		.addColumn('image_id', 'text', (c) => c.notNull())
		.addColumn('kernel_id', 'text', (c) => c.notNull())
		.addColumn('ramdisk_id', 'text')
		.addColumn('key_name', 'text')
		.addColumn('public_key', 'text')
		.addColumn('type', 'text', (c) => c.notNull())
		.addColumn('zone', 'text', (c) => c.notNull())
		.addColumn('group_names', 'text', (c) => c.notNull())
		.addColumn('launch_index', 'integer', (c) => c.notNull())
		.addColumn('launch_time', 'bigint', (c) => c.notNull())
		.addColumn('architecture', 'text', (c) => c.notNull())
		.addColumn('private_address', 'text', (c) => c.notNull())
		.addColumn('public_address', 'text', (c) => c.notNull())
		.addColumn('mac_address', 'text', (c) => c.notNull())
		.addColumn('client_token', 'text')
		.addColumn('user_data', 'text')
		.execute();
	await db.schema.createIndex('instances_by_reservation').on('instances').column('reservation_id').execute();
}
