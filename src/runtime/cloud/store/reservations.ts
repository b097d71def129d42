import type { Database, ReservationRow } from './schema.ts';

export interface StoredReservation {
	readonly id: string;
	readonly owner: string;
	readonly zone: string;
	readonly minCount: number;
	readonly clientToken: string | undefined;
	/** SHA-256 over what was asked. */
	readonly requestDigest: string;
	readonly createdAt: number;
}

/** False if the owner has used the client token before. */
export async function insertReservation(db: Database, reservation: StoredReservation): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await db
		.insertInto('reservations')
		.values({
			id: reservation.id,
			owner: reservation.owner,
			zone: reservation.zone,
			min_count: reservation.minCount,
			client_token: reservation.clientToken ?? null,
			request_digest: reservation.requestDigest,
			created_at: reservation.createdAt,
		})
		.onConflict((c) => c.columns(['owner', 'client_token']).doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
}

export async function findReservation(db: Database, id: string): Promise<StoredReservation | undefined> {
	return asReservation(await db.selectFrom('reservations').selectAll().where('id', '=', id).executeTakeFirst());
}

export async function findByClientToken(
	db: Database,
	owner: string,
	clientToken: string,
): Promise<StoredReservation | undefined> {
	const row = await db
		.selectFrom('reservations')
		.selectAll()
		.where('owner', '=', owner)
		.where('client_token', '=', clientToken)
		.executeTakeFirst();
	return asReservation(row);
}

/** Removes reservations that have no instance any more. */
export async function deleteEmptyReservations(db: Database): Promise<void> {
	await db
		.deleteFrom('reservations')
		.where('id', 'not in', db.selectFrom('instances').select('reservation_id'))
		.execute();
}

function asReservation(row: ReservationRow | undefined): StoredReservation | undefined {
	return row === undefined
		? undefined
		: {
				id: row.id,
				owner: row.owner,
				zone: row.zone,
				minCount: row.min_count,
				clientToken: row.client_token ?? undefined,
				requestDigest: row.request_digest,
				createdAt: row.created_at,
			};
}
