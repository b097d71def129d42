import type { KeyPair } from '../engine/key-pairs.ts';
import type { Database, KeyPairRow } from './schema.ts';

/** False if the owner has a key pair of that name already. */
export async function insertKeyPair(db: Database, keyPair: KeyPair): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await db
		.insertInto('key_pairs')
		.values({
			id: keyPair.id,
			owner: keyPair.owner,
			name: keyPair.name,
			fingerprint: keyPair.fingerprint,
			public_key: keyPair.publicKey,
			created_at: keyPair.createdAt,
		})
		.onConflict((c) => c.columns(['owner', 'name']).doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
}

export async function keyPairsOf(db: Database, owner: string): Promise<readonly KeyPair[]> {
	const rows = await db.selectFrom('key_pairs').selectAll().where('owner', '=', owner).orderBy('name').execute();
	return rows.map(asKeyPair);
}

export async function findKeyPair(db: Database, owner: string, name: string): Promise<KeyPair | undefined> {
	const row = await db
		.selectFrom('key_pairs')
		.selectAll()
		.where('owner', '=', owner)
		.where('name', '=', name)
		.executeTakeFirst();
	return row === undefined ? undefined : asKeyPair(row);
}

export async function findKeyPairById(db: Database, id: string): Promise<KeyPair | undefined> {
	const row = await db.selectFrom('key_pairs').selectAll().where('id', '=', id).executeTakeFirst();
	return row === undefined ? undefined : asKeyPair(row);
}

export async function countKeyPairs(db: Database, owner: string): Promise<number> {
	const { count } = await db
		.selectFrom('key_pairs')
		.select((e) => e.fn.countAll<number | string | bigint>().as('count'))
		.where('owner', '=', owner)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** False if there was none. */
export async function deleteKeyPair(db: Database, owner: string, name: string): Promise<boolean> {
	const { numDeletedRows } = await db
		.deleteFrom('key_pairs')
		.where('owner', '=', owner)
		.where('name', '=', name)
		.executeTakeFirst();
	return numDeletedRows === 1n;
}

function asKeyPair(row: KeyPairRow): KeyPair {
	return {
		id: row.id,
		owner: row.owner,
		name: row.name,
		fingerprint: row.fingerprint,
		publicKey: row.public_key,
		createdAt: row.created_at,
	};
}
