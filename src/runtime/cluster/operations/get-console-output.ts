import { messageOf } from '../../../common/errors.ts';
import { clusterErrors } from '../errors.ts';
import { instanceOf } from './instance-of.ts';
import { nodeOf } from './node-of.ts';
import type { Operation } from './operation.ts';

/** The node's base64, passed on. Throws INSTANCE_UNKNOWN, INSTANCE_GONE, NODE_FAILED. */
export const getConsoleOutput: Operation<'GetConsoleOutput'> = async (cluster, request, { correlationId }) => {
	const record = instanceOf(cluster, request.instanceId ?? '', request.userId);
	const node = nodeOf(cluster, record);
	try {
		const { consoleOutput } = await node.client.ncGetConsoleOutput(
			{ userId: record.ownerId, instanceId: record.instanceId },
			{ correlationId, timeoutMs: cluster.timings.callTimeoutMs },
		);
		return { consoleOutput };
	} catch (error) {
		const values = { node: node.url, operation: 'ncGetConsoleOutput', id: record.instanceId };
		throw clusterErrors('NODE_FAILED', { ...values, reason: messageOf(error) }, { cause: error });
	}
};
