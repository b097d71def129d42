import { canonicalId } from '../../../common/ids.ts';
import type { RequestOf } from '../../wire/contract.ts';
import type { ccService } from '../../wire/contracts/cc/service.ts';
import { clusterErrors } from '../errors.ts';
import type { LaunchOrder } from '../instances/plan.ts';
import { ADMINISTRATOR } from '../nodes/administrator.ts';
import { checkedNeed } from './checked-need.ts';

export interface RunRequest {
	readonly reservationId: string;
	readonly minCount: number;
	/** One per possible instance: maxCount of them. */
	readonly orders: readonly LaunchOrder[];
}

/** Refuses what cannot be meant, and turns the rest into one order per instance. */
export function checkRunRequest(
	request: RequestOf<(typeof ccService)['operations']['RunInstances']>,
	correlationId: string,
	now: number,
): RunRequest {
	const { minCount, maxCount } = request;
	if (minCount < 1 || maxCount < minCount) {
		throw clusterErrors('COUNT_INVALID', { minCount, maxCount });
	}

	for (const what of ['instanceIds', 'macAddresses'] as const) {
		if (request[what].length < maxCount) {
			throw clusterErrors('IDS_MISSING', { what, given: request[what].length, maxCount });
		}
	}

	const ids = request.instanceIds.slice(0, maxCount).map(canonicalId);
	checkIds(ids);
	const type = { name: request.instanceType?.name, ...checkedNeed(request.instanceType ?? {}) };
	const firstIndex = /^\d{1,9}$/.test(request.launchIndex) ? Number(request.launchIndex) : 0;
	return {
		reservationId: request.reservationId,
		minCount,
		orders: ids.map((instanceId, index) => ({
			record: {
				instanceId,
				reservationId: request.reservationId,
				ownerId: request.userId ?? ADMINISTRATOR,
				imageId: request.imageId ?? '',
				kernelId: request.kernelId ?? '',
				ramdiskId: request.ramdiskId,
				type,
				keyName: request.keyName ?? '',
				state: 'Pending',
				launchTime: new Date(now).toISOString(),
				vlan: request.vlan,
				userData: request.userData,
				launchIndex: String(firstIndex + index),
				groupNames: request.netNames,
				endRequested: false,
			},
			urls: {
				image: request.imageURL ?? '',
				kernel: request.kernelURL ?? '',
				ramdisk: request.ramdiskURL,
			},
			proposedMac: request.macAddresses[index] ?? '',
			correlationId,
		})),
	};
}

function checkIds(ids: readonly string[]): void {
	for (const [index, id] of ids.entries()) {
		if (!/^[A-Za-z0-9._-]{1,64}$/.test(id)) {
			throw clusterErrors('ID_INVALID', { id: id.slice(0, 80), problem: 'at most 64 letters, digits, dots, hyphens' });
		}

		if (ids.indexOf(id) !== index) {
			throw clusterErrors('ID_INVALID', { id, problem: 'it is given twice' });
		}
	}
}
