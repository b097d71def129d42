import { canonicalId } from '../../../common/ids.ts';
import type { Logger } from '../../../common/log.ts';
import type { CcInstance } from '../../wire/contracts/cc/types.ts';
import { type ClusterLink, ownerOf } from '../clusters/cluster-link.ts';
import { DEFAULT_INSTANCE_SETTINGS, type InstanceGroup } from '../engine/instance.ts';
import type { InstanceTypes } from '../engine/instance-types.ts';
import { DEFAULT_GROUP } from '../groups/default-group.ts';
import { DEFAULT_INSTANCE_TYPE } from '../instance-types.ts';
import { findImage } from '../store/images.ts';
import type { StoredInstance } from '../store/instances.ts';
import { noteIds } from '../store/issued-ids.ts';
import { keyPairsOf } from '../store/key-pairs.ts';
import { findReservation } from '../store/reservations.ts';
import type { Database } from '../store/schema.ts';
import { groupsOf } from '../store/security-groups.ts';
import { type InstanceBook, UNKNOWN_ADDRESS } from './instance-book.ts';
import { macAddressOf } from './mac-address.ts';
import { eventOf } from './reported-state.ts';

export interface RestoreParts {
	readonly book: InstanceBook;
	readonly instanceTypes: InstanceTypes;
	readonly now: () => number;
	readonly log: Logger;
}

/** Takes over instances, with their reservations, that a cluster reports and no record is left of (spec §5.8). */
export async function restoreInstances(
	parts: RestoreParts,
	link: ClusterLink,
	reports: readonly CcInstance[],
): Promise<void> {
	const byReservation = Map.groupBy(reports, (report) => canonicalId(report.reservationId || 'r-00000000'));
	for (const [reservationId, members] of byReservation) {
		await parts.book.add(async (tx) => {
			const instances: StoredInstance[] = [];
			for (const report of members) {
				instances.push(await restored(parts, tx, link, reservationId, report));
			}

			await noteIds(tx, [reservationId, ...instances.map(({ id }) => id)], parts.now());
			const known = await findReservation(tx, reservationId);
			const reservation = {
				id: reservationId,
				owner: instances[0]?.owner ?? '',
				zone: link.cluster.name,
				minCount: 1,
				clientToken: undefined,
				requestDigest: '',
				createdAt: parts.now(),
			};
			return { reservation: known === undefined ? reservation : undefined, instances };
		});
		const instanceIds = members.map(({ instanceId }) => instanceId);
		parts.log.warn({ reservationId, instanceIds, zone: link.cluster.name }, 'instances restored from a cluster');
	}
}

async function restored(
	{ instanceTypes, now }: RestoreParts,
	tx: Database,
	link: ClusterLink,
	reservationId: string,
	report: CcInstance,
): Promise<StoredInstance> {
	const id = canonicalId(report.instanceId ?? '');
	const owner = ownerOf(report.ownerId ?? '');
	const imageId = report.imageId ?? '';
	const image = await findImage(tx, imageId);
	const keyPairs = await keyPairsOf(tx, owner);
	const isRunning = eventOf(report.stateName) === 'extant';
	const launchTime = Date.parse(report.launchTime ?? '');
	return {
		id,
		reservationId,
		owner,
		stage: isRunning ? 'running' : 'booting',
		state: isRunning ? 'running' : 'pending',
		stageSince: now(),
		reason: undefined,
		imageId,
		kernelId: report.kernelId ?? '',
		ramdiskId: report.ramdiskId || undefined,
		keyName: keyPairs.find(({ publicKey }) => publicKey === report.keyName)?.name,
		publicKey: report.keyName || undefined,
		type: typeOf(instanceTypes, report),
		zone: link.cluster.name,
		groups: await groupsNamed(tx, owner, report.groupNames),
		launchIndex: Number.parseInt(report.launchIndex ?? '0', 10) || 0,
		launchTime: Number.isNaN(launchTime) ? now() : launchTime,
		architecture: image?.architecture ?? 'x86_64',
		privateAddress: report.netParams?.privateIp ?? UNKNOWN_ADDRESS,
		publicAddress: report.netParams?.publicIp ?? UNKNOWN_ADDRESS,
		macAddress: report.netParams?.privateMacAddress ?? macAddressOf(id),
		clientToken: undefined,
		userData: report.userData ? Buffer.from(report.userData, 'base64') : undefined,
		productCodes: image?.productCodes ?? [],
		settings: DEFAULT_INSTANCE_SETTINGS,
	};
}

/** The cluster knows names only; a group that is gone has no id. */
async function groupsNamed(tx: Database, owner: string, names: readonly string[]): Promise<readonly InstanceGroup[]> {
	const known = await groupsOf(tx, owner);
	const wanted = names.length === 0 ? [DEFAULT_GROUP] : names;
	return wanted.map((name) => ({ id: known.find((group) => group.name === name)?.id ?? '', name }));
}

function typeOf(instanceTypes: InstanceTypes, { instanceType }: CcInstance): string {
	const named = instanceTypes.byName(instanceType?.name ?? '');
	const alike = instanceTypes
		.all()
		.find((type) => type.memoryMb === instanceType?.memory && type.cores === instanceType.cores);
	return (named ?? alike)?.name ?? DEFAULT_INSTANCE_TYPE;
}
