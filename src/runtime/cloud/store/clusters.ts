import type { ClusterRow, Database } from './schema.ts';

export interface StoredCluster {
	/** The availability zone. */
	readonly name: string;
	readonly host: string;
	readonly port: number;
	/** PEM; its answers must be signed with it. */
	readonly certificate: string;
}

/** Adds a cluster or replaces the entry of that name (spec §5.15). */
export async function upsertCluster(db: Database, cluster: StoredCluster, now: number): Promise<void> {
	const { name, host, port, certificate } = cluster;
	await db
		.insertInto('clusters')
		.values({ name, host, port, certificate, created_at: now, used_at: 0 })
		.onConflict((c) => c.column('name').doUpdateSet({ host, port, certificate }))
		.execute();
}

export async function allClusters(db: Database): Promise<readonly StoredCluster[]> {
	const rows = await db.selectFrom('clusters').selectAll().orderBy('created_at').orderBy('name').execute();
	return rows.map(asCluster);
}

/** Marks the cluster as used now, so that a deletion has to wait. False if it is gone. */
export async function touchCluster(db: Database, name: string, now: number): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('clusters')
		.set({ used_at: now })
		.where('name', '=', name)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}

/** False if there was none. */
export async function deleteCluster(db: Database, name: string): Promise<boolean> {
	const { numDeletedRows } = await db.deleteFrom('clusters').where('name', '=', name).executeTakeFirst();
	return numDeletedRows === 1n;
}

function asCluster({ name, host, port, certificate }: ClusterRow): StoredCluster {
	return { name, host, port, certificate };
}
