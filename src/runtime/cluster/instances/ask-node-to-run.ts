import { EucaError } from '../../../common/errors.ts';
import { remoteCodeOf } from '../../wire/errors.ts';
import type { ClusterCore } from '../core.ts';
import type { Placement } from './plan.ts';

/** `refused` and `unreachable`: certainly not started. `unknown`: no answer, so it may start yet. */
export type RunOutcome =
	| { readonly kind: 'started' }
	| { readonly kind: 'refused' | 'unreachable' | 'unknown'; readonly error: unknown };

/** Sends ncRunInstance, which a node answers the same way however often it hears the same id. */
export async function askNodeToRun(core: ClusterCore, { order, node, record }: Placement): Promise<RunOutcome> {
	try {
		await node.client.ncRunInstance(
			{
				userId: record.ownerId,
				imageId: record.imageId,
				kernelId: record.kernelId,
				ramdiskId: record.ramdiskId,
				imageURL: order.urls.image,
				kernelURL: order.urls.kernel,
				ramdiskURL: order.urls.ramdisk,
				instanceId: record.instanceId,
				instanceType: { memory: record.type.memory, cores: record.type.cores, disk: record.type.disk },
				keyName: record.keyName,
				publicMacAddress: record.mac,
				privateMacAddress: record.mac,
				reservationId: record.reservationId,
				vlan: record.vlan,
				userData: record.userData,
				launchIndex: record.launchIndex,
				groupNames: record.groupNames,
			},
			{ correlationId: order.correlationId, timeoutMs: core.timings.runTimeoutMs },
		);
		return { kind: 'started' };
	} catch (error) {
		return { kind: failureKind(error), error };
	}
}

/** Before the connection stood nothing was sent. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENOTFOUND', 'EAI_AGAIN']);

/**
 * Refusals that do not say that nothing runs: the message had arrived before over a connection that broke, or the node
 * already has an instance of that id.
 */
const MAY_RUN = new Set(['WSS_REPLAYED', 'INSTANCE_DIFFERS']);

function failureKind(error: unknown): 'refused' | 'unreachable' | 'unknown' {
	if (error instanceof EucaError && error.code === 'REMOTE_FAILED') {
		return MAY_RUN.has(remoteCodeOf(error) ?? '') ? 'unknown' : 'refused';
	}

	for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
		if ('code' in cause && typeof cause.code === 'string' && NOT_CONNECTED.has(cause.code)) {
			return 'unreachable';
		}
	}

	return 'unknown';
}
