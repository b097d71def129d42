import type { Quota } from '../engine/quota.ts';
import type { Database, QuotaRow } from './schema.ts';

/** Replaces the whole quota of a user. */
export async function putQuota(db: Database, userName: string, quota: Quota): Promise<void> {
	const limits = {
		instances: quota.instances ?? null,
		cores: quota.cores ?? null,
		memory_mb: quota.memoryMb ?? null,
		key_pairs: quota.keyPairs ?? null,
	};
	await db
		.insertInto('quotas')
		.values({ user_name: userName, ...limits, used_at: 0 })
		.onConflict((c) => c.column('user_name').doUpdateSet(limits))
		.execute();
}

export async function findQuota(db: Database, userName: string): Promise<Quota> {
	return asQuota(await db.selectFrom('quotas').selectAll().where('user_name', '=', userName).executeTakeFirst());
}

/** The quota, held until the transaction ends: what counts against it takes turns. */
export async function holdQuota(db: Database, userName: string, now: number): Promise<Quota> {
	const row = await db
		.updateTable('quotas')
		.set({ used_at: now })
		.where('user_name', '=', userName)
		.returningAll()
		.executeTakeFirst();
	return asQuota(row);
}

function asQuota(row: QuotaRow | undefined): Quota {
	return {
		instances: row?.instances ?? undefined,
		cores: row?.cores ?? undefined,
		memoryMb: row?.memory_mb ?? undefined,
		keyPairs: row?.key_pairs ?? undefined,
	};
}
