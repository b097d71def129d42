import { DEFAULT_INSTANCE_SETTINGS, type Instance, type InstanceSettings } from '../engine/instance.ts';
import { type Stage, stateOf } from '../instances/state-machine.ts';
import type { Database, InstanceRow } from './schema.ts';

/** An instance with what only the engine needs to know. */
export interface StoredInstance extends Instance {
	readonly stage: Stage;
	/** ms since 1970 */
	readonly stageSince: number;
	/** One OpenSSH line. */
	readonly publicKey: string | undefined;
	readonly macAddress: string;
}

/** What changes in the life of an instance. */
export interface LifeChange {
	readonly stage: Stage;
	readonly stageSince: number;
	readonly reason: string | undefined;
	readonly privateAddress: string;
	readonly publicAddress: string;
}

/** Rows of one insert: 25 columns each, and SQLite allows 32 766 values. */
const CHUNK = 500;

export async function insertInstances(db: Database, instances: readonly StoredInstance[]): Promise<void> {
	for (let start = 0; start < instances.length; start += CHUNK) {
		await db
			.insertInto('instances')
			.values(instances.slice(start, start + CHUNK).map(asRow))
			.execute();
	}
}

/** Oldest reservation first. */
export async function allInstances(db: Database): Promise<readonly StoredInstance[]> {
	const rows = await db
		.selectFrom('instances')
		.selectAll()
		.orderBy('launch_time')
		.orderBy('reservation_id')
		.orderBy('launch_index')
		.execute();
	return rows.map(asInstance);
}

export async function findInstance(db: Database, id: string): Promise<StoredInstance | undefined> {
	const row = await db.selectFrom('instances').selectAll().where('id', '=', id).executeTakeFirst();
	return row === undefined ? undefined : asInstance(row);
}

/** Changes an instance that is still in the stage `from`. False if it is not: nothing was changed. */
export async function changeInstance(db: Database, id: string, from: Stage, change: LifeChange): Promise<boolean> {
	const { numUpdatedRows } = await db
		.updateTable('instances')
		.set({
			state: change.stage,
			state_since: change.stageSince,
			reason: change.reason ?? null,
			private_address: change.privateAddress,
			public_address: change.publicAddress,
		})
		.where('id', '=', id)
		.where('state', '=', from)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}

/** Changes what its user set of an instance that is still in the stage `from`. False if it is not. */
export async function changeSettings(db: Database, instance: StoredInstance, from: Stage): Promise<boolean> {
	const { type, kernel_id, ramdisk_id, user_data, settings } = asRow(instance);
	const { numUpdatedRows } = await db
		.updateTable('instances')
		.set({ type, kernel_id, ramdisk_id, user_data, settings })
		.where('id', '=', instance.id)
		.where('state', '=', from)
		.executeTakeFirst();
	return numUpdatedRows === 1n;
}

/** How many live instances of each type a user has. */
export async function countByType(db: Database, owner: string): Promise<ReadonlyMap<string, number>> {
	const rows = await db
		.selectFrom('instances')
		.select((e) => ['type', e.fn.countAll<number | string | bigint>().as('count')])
		.where('owner', '=', owner)
		.where('state', '!=', 'terminated')
		.groupBy('type')
		.execute();
	return new Map(rows.map(({ type, count }) => [type, Number(count)]));
}

/** Ids of the groups that live instances of the user are in. */
export async function groupsInUse(db: Database, owner: string): Promise<ReadonlySet<string>> {
	const rows = await db
		.selectFrom('instances')
		.select('group_ids')
		.distinct()
		.where('owner', '=', owner)
		.where('state', '!=', 'terminated')
		.execute();
	return new Set(rows.flatMap((row) => JSON.parse(row.group_ids) as string[]));
}

/** How many live instances use one of the images as disk, kernel or ramdisk. */
export async function countUsing(db: Database, imageIds: readonly string[]): Promise<number> {
	const ids = [...imageIds];
	const { count } = await db
		.selectFrom('instances')
		.select((e) => e.fn.countAll<number | string | bigint>().as('count'))
		.where('state', '!=', 'terminated')
		.where((e) => e.or([e('image_id', 'in', ids), e('kernel_id', 'in', ids), e('ramdisk_id', 'in', ids)]))
		.executeTakeFirstOrThrow();
	return Number(count);
}

export async function countInZone(db: Database, zone: string): Promise<number> {
	const { count } = await db
		.selectFrom('instances')
		.select((e) => e.fn.countAll<number | string | bigint>().as('count'))
		.where('state', '!=', 'terminated')
		.where('zone', '=', zone)
		.executeTakeFirstOrThrow();
	return Number(count);
}

export async function deleteInstances(db: Database, ids: readonly string[]): Promise<void> {
	for (let start = 0; start < ids.length; start += CHUNK) {
		await db
			.deleteFrom('instances')
			.where('id', 'in', ids.slice(start, start + CHUNK))
			.execute();
	}
}

function asRow(instance: StoredInstance): InstanceRow {
	return {
		id: instance.id,
		reservation_id: instance.reservationId,
		owner: instance.owner,
		state: instance.stage,
		state_since: instance.stageSince,
		reason: instance.reason ?? null,
		image_id: instance.imageId,
		kernel_id: instance.kernelId,
		ramdisk_id: instance.ramdiskId ?? null,
		key_name: instance.keyName ?? null,
		public_key: instance.publicKey ?? null,
		type: instance.type,
		zone: instance.zone,
		group_names: JSON.stringify(instance.groups.map(({ name }) => name)),
		group_ids: JSON.stringify(instance.groups.map(({ id }) => id)),
		launch_index: instance.launchIndex,
		launch_time: instance.launchTime,
		architecture: instance.architecture,
		private_address: instance.privateAddress,
		public_address: instance.publicAddress,
		mac_address: instance.macAddress,
		client_token: instance.clientToken ?? null,
		user_data: instance.userData?.toString('base64') ?? null,
		product_codes: JSON.stringify(instance.productCodes),
		settings: JSON.stringify(instance.settings),
	};
}

function asInstance(row: InstanceRow): StoredInstance {
	const stage = row.state as Stage;
	const groupIds = JSON.parse(row.group_ids) as string[];
	return {
		id: row.id,
		reservationId: row.reservation_id,
		owner: row.owner,
		stage,
		state: stateOf(stage),
		stageSince: row.state_since,
		reason: row.reason ?? undefined,
		imageId: row.image_id,
		kernelId: row.kernel_id,
		ramdiskId: row.ramdisk_id ?? undefined,
		keyName: row.key_name ?? undefined,
		publicKey: row.public_key ?? undefined,
		type: row.type,
		zone: row.zone,
		groups: (JSON.parse(row.group_names) as string[]).map((name, index) => ({ id: groupIds[index] ?? '', name })),
		launchIndex: row.launch_index,
		launchTime: row.launch_time,
		architecture: row.architecture,
		privateAddress: row.private_address,
		publicAddress: row.public_address,
		macAddress: row.mac_address,
		clientToken: row.client_token ?? undefined,
		userData: row.user_data === null ? undefined : Buffer.from(row.user_data, 'base64'),
		productCodes: JSON.parse(row.product_codes) as string[],
		settings: { ...DEFAULT_INSTANCE_SETTINGS, ...(JSON.parse(row.settings) as Partial<InstanceSettings>) },
	};
}
