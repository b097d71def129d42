import { isDeepStrictEqual } from 'node:util';
import { canonicalId } from '../../../common/ids.ts';
import type { RequestOf, ResponseOf } from '../../wire/contract.ts';
import type { ncRunInstance } from '../../wire/contracts/nc/nc-run-instance.ts';
import type { NodeContext } from '../context.ts';
import { nodeErrors } from '../errors.ts';
import { type InstanceOrder, newInstance, toWire } from '../instances/instance.ts';
import { checkInstanceId, checkMac, checkPathPart, checkPublicKey } from '../instances/names.ts';
import { startInstance } from '../instances/start.ts';
import { type Amounts, available, maximum } from '../resources.ts';

type Request = RequestOf<typeof ncRunInstance>;

/** Answers once the instance is on disk; the start goes on in the background. The same order again is the same instance. */
export async function runInstance(node: NodeContext, request: Request): Promise<ResponseOf<typeof ncRunInstance>> {
	const order = orderOf(request);
	const id = order.instanceId;
	const known = sameInstance(node, order);
	if (known !== undefined) {
		await node.instances.saved(id);
		return { instance: toWire(known) };
	}

	const max = await maximum(node);
	const meanwhile = sameInstance(node, order);
	if (meanwhile !== undefined) {
		await node.instances.saved(id);
		return { instance: toWire(meanwhile) };
	}

	// From here to the entry in the list nothing is awaited: two requests cannot take the same room.
	checkRoom(node, order, available(node, max));
	const instance = newInstance(order, node.clock.now(), node.bootId);
	await node.instances.add(instance);
	node.log.info({ instanceId: id, userId: order.userId, imageId: order.imageId }, 'instance accepted');
	void startInstance(node, id);
	return { instance: toWire(instance) };
}

function orderOf(request: Request): InstanceOrder {
	const id = checkInstanceId(canonicalId(request.instanceId));
	const { memory = 0, cores = 0, disk = -1 } = request.instanceType;
	checkType(id, { memoryMb: memory, cores, diskGb: disk });
	const { ramdiskId, ramdiskURL, userData, launchIndex } = request;
	const withRamdisk = ramdiskId !== undefined && ramdiskId !== '' && ramdiskURL !== undefined && ramdiskURL !== '';
	return {
		instanceId: id,
		reservationId: request.reservationId,
		userId: checkPathPart('userId', request.userId),
		imageId: checkPathPart('imageId', request.imageId),
		imageURL: request.imageURL,
		kernelId: checkPathPart('kernelId', request.kernelId),
		kernelURL: request.kernelURL,
		...(withRamdisk ? { ramdiskId: checkPathPart('ramdiskId', ramdiskId), ramdiskURL } : {}),
		memoryMb: memory,
		cores,
		diskGb: disk,
		publicKey: checkPublicKey(id, request.keyName),
		privateMac: checkMac('privateMacAddress', request.privateMacAddress),
		publicMac: checkMac('publicMacAddress', request.publicMacAddress),
		vlan: request.vlan,
		...(userData === undefined ? {} : { userData }),
		...(launchIndex === undefined ? {} : { launchIndex }),
		groupNames: [...request.groupNames],
	};
}

function checkType(id: string, type: Amounts): void {
	const lowest = { memoryMb: 1, cores: 1, diskGb: 0 } as const;
	for (const what of ['memoryMb', 'cores', 'diskGb'] as const) {
		if (type[what] < lowest[what]) {
			throw nodeErrors('TYPE_INVALID', { id, what, value: type[what] });
		}
	}
}

/** The instance that this order made earlier; the same id with another order is an error. */
function sameInstance(node: NodeContext, order: InstanceOrder) {
	const known = node.instances.get(order.instanceId);
	if (known !== undefined && !isDeepStrictEqual(known.order, order)) {
		throw nodeErrors('INSTANCE_DIFFERS', { id: order.instanceId, node: node.name });
	}

	return known;
}

function checkRoom(node: NodeContext, order: InstanceOrder, left: Amounts): void {
	const id = order.instanceId;
	for (const what of ['memoryMb', 'cores', 'diskGb'] as const) {
		if (order[what] > left[what]) {
			const values = { node: node.name, id, what, wanted: order[what], available: left[what] };
			throw nodeErrors('NO_ROOM', values);
		}
	}
}
