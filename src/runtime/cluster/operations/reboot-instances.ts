import { messageOf } from '../../../common/errors.ts';
import { clusterErrors } from '../errors.ts';
import type { InstanceRecord } from '../instances/record.ts';
import { instanceOf } from './instance-of.ts';
import { nodeOf } from './node-of.ts';
import type { Operation } from './operation.ts';

/** Reboots all, or names the first that could not be. Throws INSTANCE_UNKNOWN, INSTANCE_GONE (then none), NODE_FAILED. */
export const rebootInstances: Operation<'RebootInstances'> = async (cluster, request, { correlationId }) => {
	const records = request.instanceIds.map((id) => instanceOf(cluster, id, request.userId));
	const targets = records.map((record) => ({ record, node: nodeOf(cluster, record) }));
	const results = await Promise.allSettled(
		targets.map(async ({ record, node }) => {
			const { status } = await node.client.ncRebootInstance(
				{ userId: record.ownerId, instanceId: record.instanceId },
				{ correlationId, timeoutMs: cluster.timings.callTimeoutMs },
			);
			if (!status) {
				throw failure(record, 'it says that the hypervisor refused');
			}
		}),
	);
	for (const [index, result] of results.entries()) {
		const record = records[index];
		if (result.status === 'rejected' && record !== undefined) {
			throw failure(record, messageOf(result.reason), result.reason);
		}
	}

	return {};
};

function failure(record: InstanceRecord, reason: string, cause?: unknown): Error {
	const values = { node: record.nodeUrl, operation: 'ncRebootInstance', id: record.instanceId, reason };
	return clusterErrors('NODE_FAILED', values, { cause });
}
