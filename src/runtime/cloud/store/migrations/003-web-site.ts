import type { CreateTableBuilder, Kysely } from 'kysely';

/** What the web site keeps: accounts, applications for one, codes of links in mails, sessions, and mails to be sent. */
export async function addWebSite(db: Kysely<unknown>): Promise<void> {
	await person(
		db.schema.createTable('accounts').addColumn('user_name', 'text', (c) => c.primaryKey().references('users.name')),
	)
		.addColumn('password_hash', 'text', (c) => c.notNull())
		.addColumn('password_expires_at', 'bigint', (c) => c.notNull())
		.execute();
	await person(db.schema.createTable('applications').addColumn('user_name', 'text', (c) => c.primaryKey()))
		.addColumn('password_hash', 'text', (c) => c.notNull())
		.addColumn('approved', 'integer', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema
		.createTable('mail_codes')
		.addColumn('code_hash', 'text', (c) => c.primaryKey())
		.addColumn('purpose', 'text', (c) => c.notNull())
		.addColumn('user_name', 'text', (c) => c.notNull())
		.addColumn('value', 'text', (c) => c.notNull())
		.addColumn('expires_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema.createIndex('mail_codes_by_user').on('mail_codes').column('user_name').execute();
	await db.schema
		.createTable('web_sessions')
		.addColumn('id_hash', 'text', (c) => c.primaryKey())
		.addColumn('user_name', 'text', (c) => c.notNull().references('users.name'))
		.addColumn('remembered', 'integer', (c) => c.notNull())
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.addColumn('seen_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema.createIndex('web_sessions_by_user').on('web_sessions').column('user_name').execute();
	await db.schema
		.createTable('mails')
		.addColumn('id', 'text', (c) => c.primaryKey())
		.addColumn('recipient', 'text', (c) => c.notNull())
		.addColumn('subject', 'text', (c) => c.notNull())
		.addColumn('body', 'text', (c) => c.notNull())
		.addColumn('attempts', 'integer', (c) => c.notNull())
		.addColumn('next_at', 'bigint', (c) => c.notNull())
		.addColumn('problem', 'text')
		.addColumn('created_at', 'bigint', (c) => c.notNull())
		.execute();
}

/** What the sign-up form asks. */
function person<T extends string>(table: CreateTableBuilder<T, 'user_name'>) {
	return table
		.addColumn('real_name', 'text', (c) => c.notNull())
		.addColumn('email', 'text', (c) => c.notNull())
		.addColumn('telephone', 'text', (c) => c.notNull())
		.addColumn('project_leader', 'text', (c) => c.notNull())
		.addColumn('affiliation', 'text', (c) => c.notNull())
		.addColumn('project_description', 'text', (c) => c.notNull());
}
