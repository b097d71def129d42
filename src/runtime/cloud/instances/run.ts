import { createHash } from 'node:crypto';
import { canonicalId } from '../../../common/ids.ts';
import type { Logger } from '../../../common/log.ts';
import type { ClusterLink } from '../clusters/cluster-link.ts';
import type { Clusters } from '../clusters/clusters.ts';
import type { InstanceType, InstanceTypes } from '../engine/instance-types.ts';
import type { RunRequest } from '../engine/instances.ts';
import type { KeyPair } from '../engine/key-pairs.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import { groupsForRun } from '../groups/groups-for-run.ts';
import { mayLaunch } from '../images/may-launch.ts';
import { DEFAULT_INSTANCE_TYPE } from '../instance-types.ts';
import { allowedByQuota } from '../quotas/check-quota.ts';
import type { Gate } from '../rehearsal.ts';
import { touchCluster } from '../store/clusters.ts';
import { findImage, type StoredImage, touchImages } from '../store/images.ts';
import type { StoredInstance } from '../store/instances.ts';
import { issueIds } from '../store/issued-ids.ts';
import { findKeyPair } from '../store/key-pairs.ts';
import type { Store } from '../store/open-store.ts';
import { findByClientToken } from '../store/reservations.ts';
import type { Database } from '../store/schema.ts';
import { putTags } from '../store/tags.ts';
import { checkTags } from '../tags/check-tags.ts';
import { type InstanceBook, UNKNOWN_ADDRESS } from './instance-book.ts';
import { macAddressOf } from './mac-address.ts';

export interface RunParts {
	readonly store: Store;
	readonly book: InstanceBook;
	readonly clusters: Clusters;
	readonly instanceTypes: InstanceTypes;
	readonly now: () => number;
	readonly log: Logger;
	readonly gate: Gate;
}

interface Wanted {
	readonly user: User;
	readonly request: RunRequest;
	readonly type: InstanceType;
	readonly image: StoredImage;
	readonly kernelId: string;
	readonly ramdiskId: string | undefined;
	readonly keyPair: KeyPair | undefined;
	readonly digest: string;
}

/**
 * Checks the request and reserves ids and places in one transaction (spec §5.13). When it resolves the reservation is on
 * disk; nothing has been sent to a cluster yet. `isNew` is false if the client token named an earlier reservation.
 */
export async function reserve(
	parts: RunParts,
	user: User,
	request: RunRequest,
): Promise<{ readonly instances: readonly StoredInstance[]; readonly isNew: boolean }> {
	checkTags(request.tags);
	const digest = digestOf(request);
	const repeated = await earlierReservation(parts, user, request, digest);
	if (repeated !== undefined) {
		return { instances: repeated, isNew: false };
	}

	const wanted = await check(parts, user, request, digest);
	const promised: { readonly link: ClusterLink; readonly id: string }[] = [];
	try {
		const added = await parts.book.add(async (tx) => {
			const link = chooseCluster(parts, wanted);
			const made = await makeReservation(parts, tx, wanted, link);
			parts.gate();
			for (const { id } of made.instances) {
				link.promised.promise(id, wanted.type);
				promised.push({ link, id });
			}

			return made;
		});
		if (added !== false) {
			return { instances: added, isNew: true };
		}
	} catch (error) {
		releaseAll(promised);
		throw error;
	}

	// The same token arrived twice at the same time, and the other request was first.
	releaseAll(promised);
	return { instances: (await earlierReservation(parts, user, request, digest)) ?? [], isNew: false };
}

async function check(parts: RunParts, user: User, request: RunRequest, digest: string): Promise<Wanted> {
	const { minCount, maxCount } = request;
	if (!Number.isSafeInteger(minCount) || !Number.isSafeInteger(maxCount) || minCount < 1 || maxCount < minCount) {
		throw cloudErrors('COUNT_INVALID');
	}

	const { db } = parts.store;
	const image = await usableImage(db, user, request.imageId, 'machine');
	// Whoever may launch an image may launch it with its own kernel and ramdisk.
	const kernelId = request.kernelId ?? image.kernelId ?? '';
	const kernel = await usableImage(db, request.kernelId === undefined ? ANYBODY : user, kernelId, 'kernel');
	const ramdiskId = request.ramdiskId ?? image.ramdiskId;
	const ramdisk =
		ramdiskId === undefined
			? undefined
			: await usableImage(db, request.ramdiskId === undefined ? ANYBODY : user, ramdiskId, 'ramdisk');
	const keyPair = request.keyName === undefined ? undefined : await findKeyPair(db, user.name, request.keyName);
	if (request.keyName !== undefined && keyPair === undefined) {
		throw cloudErrors('KEY_PAIR_UNKNOWN', { name: request.keyName });
	}

	const type = typeNamed(parts, request.type ?? DEFAULT_INSTANCE_TYPE);
	return { user, request, type, image, kernelId: kernel.id, ramdiskId: ramdisk?.id, keyPair, digest };
}

/** Throws TYPE_UNKNOWN. */
export function typeNamed({ instanceTypes }: Pick<RunParts, 'instanceTypes'>, name: string): InstanceType {
	const type = instanceTypes.byName(name);
	if (type === undefined) {
		const types = instanceTypes.all().map((each) => each.name);
		throw cloudErrors('TYPE_UNKNOWN', { type: name, types: types.join(', ') });
	}

	return type;
}

const ANYBODY = { name: '', isAdmin: true };

/** Throws IMAGE_UNKNOWN, IMAGE_DISABLED. */
export async function usableImage(
	db: Database,
	user: Pick<User, 'name' | 'isAdmin'>,
	id: string,
	kind: StoredImage['kind'],
): Promise<StoredImage> {
	const image = await findImage(db, canonicalId(id));
	if (
		image === undefined ||
		!mayLaunch(user, image) ||
		image.kind !== kind ||
		image.state === 'registering' ||
		image.state === 'deleting'
	) {
		throw cloudErrors('IMAGE_UNKNOWN', { id });
	}

	if (image.state !== 'available') {
		throw cloudErrors('IMAGE_DISABLED', { id: image.id });
	}

	return image;
}

function chooseCluster({ clusters }: RunParts, { request, type }: Wanted): ClusterLink {
	const link = clusters.choose(request.zone, type);
	const free = link?.free(type) ?? 0;
	if (link === undefined || free < request.minCount) {
		throw cloudErrors('NO_CAPACITY', { count: request.minCount, type: type.name, free });
	}

	return link;
}

async function makeReservation(parts: RunParts, tx: Database, wanted: Wanted, link: ClusterLink) {
	const { user, request, type, image, kernelId, ramdiskId, keyPair, digest } = wanted;
	const now = parts.now();
	// Deleting the cluster or the image now waits for this transaction, or this one fails.
	if (!(await touchCluster(tx, link.cluster.name, now))) {
		throw cloudErrors('ZONE_UNKNOWN', { zone: link.cluster.name });
	}

	const imageIds = [image.id, kernelId, ...(ramdiskId === undefined ? [] : [ramdiskId])];
	const available = await touchImages(tx, imageIds, now);
	const disabled = imageIds.find((id) => !available.has(id));
	if (disabled !== undefined) {
		throw cloudErrors('IMAGE_DISABLED', { id: disabled });
	}

	const { minCount } = request;
	const allowed = await allowedByQuota(tx, { user, type, minCount, instanceTypes: parts.instanceTypes, now });
	const count = Math.min(request.maxCount, link.free(type), allowed);
	const groups = await groupsForRun(tx, user, request.groups, now);
	const [reservationId = ''] = await issueIds(tx, 'r', 1, now);
	const ids = await issueIds(tx, 'i', count, now);
	const instances = ids.map(
		(id, launchIndex): StoredInstance => ({
			id,
			reservationId,
			owner: user.name,
			stage: 'reserved',
			state: 'pending',
			stageSince: now,
			reason: undefined,
			imageId: image.id,
			kernelId,
			ramdiskId,
			keyName: keyPair?.name,
			publicKey: keyPair?.publicKey,
			type: type.name,
			zone: link.cluster.name,
			groups,
			launchIndex,
			launchTime: now,
			architecture: image.architecture,
			privateAddress: UNKNOWN_ADDRESS,
			publicAddress: UNKNOWN_ADDRESS,
			macAddress: macAddressOf(id),
			clientToken: request.clientToken,
			userData: request.userData,
			productCodes: image.productCodes,
			settings: request.settings,
		}),
	);
	await putTags(tx, instances, request.tags);
	const reservation = {
		id: reservationId,
		owner: user.name,
		zone: link.cluster.name,
		minCount: request.minCount,
		clientToken: request.clientToken,
		requestDigest: digest,
		createdAt: now,
	};
	return { reservation, instances };
}

async function earlierReservation(
	{ store, book }: RunParts,
	user: User,
	request: RunRequest,
	digest: string,
): Promise<readonly StoredInstance[] | undefined> {
	if (request.clientToken === undefined) {
		return undefined;
	}

	const reservation = await findByClientToken(store.db, user.name, request.clientToken);
	if (reservation !== undefined && reservation.requestDigest !== digest) {
		throw cloudErrors('TOKEN_REUSED');
	}

	if (reservation === undefined) {
		return undefined;
	}

	// It may be written and not yet on disk: nobody hears of it before.
	await book.added();
	return book.ofReservation(reservation.id);
}

function digestOf(request: RunRequest): string {
	const { userData, ...rest } = request;
	const parts = Object.entries(rest).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return createHash('sha256')
		.update(JSON.stringify([parts, userData?.toString('base64') ?? null]))
		.digest('hex');
}

function releaseAll(promised: readonly { readonly link: ClusterLink; readonly id: string }[]): void {
	for (const { link, id } of promised) {
		link.promised.release(id);
	}
}
