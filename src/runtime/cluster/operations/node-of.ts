import type { Cluster } from '../cluster.ts';
import { clusterErrors } from '../errors.ts';
import type { InstanceRecord } from '../instances/record.ts';
import type { ClusterNode } from '../nodes/node.ts';

/** The node where this instance runs. Throws INSTANCE_GONE. */
export function nodeOf(cluster: Cluster, record: InstanceRecord): ClusterNode {
	const node = cluster.pool.get(record.nodeUrl);
	if (node === undefined || record.state === 'Teardown') {
		throw clusterErrors('INSTANCE_GONE', { id: record.instanceId });
	}

	return node;
}
