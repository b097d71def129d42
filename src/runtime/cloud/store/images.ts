import type { Image } from '../engine/images.ts';
import type { Database, ImageRow } from './schema.ts';
import { deleteTagsOf } from './tags.ts';

/** `registering` and `deleting` are on their way, seen by nobody; a start of the cloud cleans up what a crash left there. */
export type StoredImageState = 'registering' | 'available' | 'deregistered' | 'deleting';

export interface StoredImage extends Omit<Image, 'state'> {
	readonly state: StoredImageState;
}

export async function insertImage(db: Database, image: StoredImage): Promise<void> {
	await db
		.insertInto('images')
		.values({
			id: image.id,
			kind: image.kind,
			location: image.location,
			state: image.state,
			owner: image.owner,
			is_public: image.isPublic ? 1 : 0,
			architecture: image.architecture,
			kernel_id: image.kernelId ?? null,
			ramdisk_id: image.ramdiskId ?? null,
			size_bytes: image.sizeBytes,
			sha256: image.sha256,
			created_at: image.createdAt,
			used_at: 0,
			description: image.description ?? null,
			product_codes: JSON.stringify(image.productCodes),
			launch_users: JSON.stringify(image.launchUsers),
		})
		.execute();
}

/** All, those on their way too, oldest first. */
export async function allImages(db: Database): Promise<readonly StoredImage[]> {
	const rows = await db.selectFrom('images').selectAll().orderBy('created_at').orderBy('id').execute();
	return rows.map(asImage);
}

export async function findImage(db: Database, id: string): Promise<StoredImage | undefined> {
	const row = await db.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirst();
	return row === undefined ? undefined : asImage(row);
}

/** What an owner may change of a record. */
export async function changeImage(
	db: Database,
	id: string,
	change: Pick<StoredImage, 'isPublic' | 'launchUsers' | 'description' | 'productCodes' | 'kernelId' | 'ramdiskId'>,
): Promise<void> {
	await db
		.updateTable('images')
		.set({
			is_public: change.isPublic ? 1 : 0,
			launch_users: JSON.stringify([...change.launchUsers].toSorted()),
			description: change.description ?? null,
			product_codes: JSON.stringify(change.productCodes),
			kernel_id: change.kernelId ?? null,
			ramdisk_id: change.ramdiskId ?? null,
		})
		.where('id', '=', id)
		.execute();
}

/** How many changed; those in another state than `from` stay as they are. */
export async function changeImageState(
	db: Database,
	ids: readonly string[],
	from: readonly StoredImageState[],
	to: StoredImageState,
): Promise<number> {
	const { numUpdatedRows } = await db
		.updateTable('images')
		.set({ state: to })
		.where('id', 'in', [...ids])
		.where('state', 'in', [...from])
		.executeTakeFirst();
	return Number(numUpdatedRows);
}

/** Marks images as used now: a deletion has to wait. Answers those that are available; the others nobody may run. */
export async function touchImages(db: Database, ids: readonly string[], now: number): Promise<ReadonlySet<string>> {
	const touched = await db
		.updateTable('images')
		.set({ used_at: now })
		.where('id', 'in', [...ids])
		.where('state', '=', 'available')
		.returning('id')
		.execute();
	return new Set(touched.map(({ id }) => id));
}

export async function deleteImages(db: Database, ids: readonly string[]): Promise<void> {
	await deleteTagsOf(db, ids);
	await db
		.deleteFrom('images')
		.where('id', 'in', [...ids])
		.execute();
}

function asImage(row: ImageRow): StoredImage {
	return {
		id: row.id,
		kind: row.kind as StoredImage['kind'],
		location: row.location,
		state: row.state as StoredImageState,
		owner: row.owner,
		isPublic: row.is_public === 1,
		architecture: row.architecture,
		kernelId: row.kernel_id ?? undefined,
		ramdiskId: row.ramdisk_id ?? undefined,
		sizeBytes: row.size_bytes,
		sha256: row.sha256,
		createdAt: row.created_at,
		description: row.description ?? undefined,
		productCodes: JSON.parse(row.product_codes) as string[],
		launchUsers: JSON.parse(row.launch_users) as string[],
	};
}
