import type { NcInstance } from '../../wire/contracts/nc/types.ts';
import type { Change } from '../instances/load.ts';
import { type InstanceRecord, NO_ADDRESS } from '../instances/record.ts';
import type { InstanceStore } from '../instances/store.ts';

/** What one node said about its instances. */
export interface NodeAnswer {
	readonly nodeUrl: string;
	readonly instances: readonly NcInstance[];
	/** When it was asked and when it answered, in ms since 1970. */
	readonly askedAt: number;
	readonly answeredAt: number;
}

export interface ReconcileRules {
	/** Instances that a RunInstances call is placing at this moment: what a node says of them may be older. */
	readonly isBeingPlaced: (instanceId: string) => boolean;
	readonly lateStartMs: number;
}

/** What the answer of a node changes in what we know (spec §4.5): the node wins, except that a known address stays. */
export function reconcile(answer: NodeAnswer, store: InstanceStore, rules: ReconcileRules): readonly Change[] {
	const told = answer.instances.flatMap((instance) => heard(instance, answer, store, rules) ?? []);
	const names = new Set(answer.instances.map(({ instanceId }) => instanceId));
	const missing = store
		.onNode(answer.nodeUrl)
		.filter((record) => !names.has(record.instanceId) && !rules.isBeingPlaced(record.instanceId))
		.flatMap((record) => missed(record, answer, rules) ?? []);
	return [...told, ...missing];
}

function heard(
	instance: NcInstance,
	answer: NodeAnswer,
	store: InstanceStore,
	rules: ReconcileRules,
): Change | undefined {
	if (store.mustEnd(instance.instanceId, answer.nodeUrl)) {
		return undefined; // known not to belong there; it is being ended
	}

	const known = store.get(instance.instanceId);
	const isGone = instance.stateName === 'Teardown';
	if (known?.nodeUrl === answer.nodeUrl) {
		const isOld = known.state === 'Pending' && isGone && rules.isBeingPlaced(instance.instanceId);
		return isOld ? undefined : updated(known, instance, answer);
	}

	if (isGone) {
		return undefined;
	}

	if (known === undefined || known.state === 'Teardown') {
		return { kind: 'put', record: adopted(instance, answer, known) };
	}

	return {
		kind: 'end',
		ending: {
			instanceId: instance.instanceId,
			nodeUrl: answer.nodeUrl,
			ownerId: instance.userId,
			mac: instance.netParams?.privateMacAddress ?? '',
			lateStartUntil: answer.answeredAt,
		},
	};
}

function updated(known: InstanceRecord, instance: NcInstance, answer: NodeAnswer): Change | undefined {
	if (known.state === 'Teardown') {
		return undefined; // there is no way back
	}

	const state = stateOf(instance);
	const net = instance.netParams;
	const record: InstanceRecord = {
		...known,
		state,
		privateIp: known.privateIp === NO_ADDRESS ? (net?.privateIp ?? NO_ADDRESS) : known.privateIp,
		publicIp: known.publicIp === NO_ADDRESS ? (net?.publicIp ?? NO_ADDRESS) : known.publicIp,
		confirmedAt: known.confirmedAt ?? answer.answeredAt,
		...(instance.stateReason === undefined ? {} : { reason: instance.stateReason }),
		...(state === 'Teardown' ? { goneAt: answer.answeredAt } : {}),
	};
	const isSame =
		record.state === known.state &&
		record.privateIp === known.privateIp &&
		record.publicIp === known.publicIp &&
		record.confirmedAt === known.confirmedAt &&
		record.reason === known.reason;
	return isSame ? undefined : { kind: 'put', record };
}

/** An instance that we did not know of: we lost our state, or it outlived its record. */
function adopted(instance: NcInstance, answer: NodeAnswer, known: InstanceRecord | undefined): InstanceRecord {
	const { goneAt: _gone, reason: _reason, ...rest } = known ?? {};
	return {
		type: {
			cores: instance.instanceType.cores ?? 0,
			memory: instance.instanceType.memory ?? 0,
			disk: instance.instanceType.disk ?? 0,
		},
		userData: '',
		launchIndex: '',
		groupNames: [],
		endRequested: false,
		...rest,
		instanceId: instance.instanceId,
		reservationId: instance.reservationId,
		ownerId: instance.userId,
		imageId: instance.imageId,
		kernelId: instance.kernelId,
		...(instance.ramdiskId === undefined ? {} : { ramdiskId: instance.ramdiskId }),
		keyName: instance.keyName,
		state: stateOf(instance),
		launchTime: instance.launchTime ?? new Date(answer.answeredAt).toISOString(),
		mac: instance.netParams?.privateMacAddress ?? '',
		vlan: instance.netParams?.vlan ?? -1,
		privateIp: instance.netParams?.privateIp ?? NO_ADDRESS,
		publicIp: instance.netParams?.publicIp ?? NO_ADDRESS,
		nodeUrl: answer.nodeUrl,
		placedAt: answer.answeredAt,
		confirmedAt: answer.answeredAt,
	};
}

/** An instance that should be on the node, and the node does not name it. */
function missed(record: InstanceRecord, answer: NodeAnswer, rules: ReconcileRules): Change | undefined {
	if (record.state === 'Teardown') {
		return undefined;
	}

	if (record.confirmedAt === undefined) {
		// We were stopped while the node was asked; it may still receive the order, and the order may be repeated to us.
		const isHopeless = answer.askedAt > record.placedAt + rules.lateStartMs;
		return isHopeless ? gone(record, answer.answeredAt, 'the node never started it') : undefined;
	}

	return record.confirmedAt >= answer.askedAt
		? undefined
		: gone(record, answer.answeredAt, 'it is not on its node any more');
}

export function gone(record: InstanceRecord, at: number, reason: string): Change {
	return { kind: 'put', record: { ...record, state: 'Teardown', goneAt: at, reason } };
}

function stateOf(instance: NcInstance): InstanceRecord['state'] {
	return instance.stateName === 'Extant' || instance.stateName === 'Teardown' ? instance.stateName : 'Pending';
}
