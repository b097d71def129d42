import { canonicalId } from '../../../common/ids.ts';
import type { Cluster } from '../cluster.ts';
import { clusterErrors } from '../errors.ts';
import type { InstanceRecord } from '../instances/record.ts';
import { ADMINISTRATOR } from '../nodes/administrator.ts';

/** The instance, if this user may see it. Throws INSTANCE_UNKNOWN. */
export function instanceOf(cluster: Cluster, instanceId: string, userId: string | undefined): InstanceRecord {
	const record = cluster.store.get(canonicalId(instanceId));
	if (record === undefined || !isVisible(record, userId)) {
		throw clusterErrors('INSTANCE_UNKNOWN', { id: instanceId });
	}

	return record;
}

/** Everybody sees his own, the administrator all (spec §3.1). */
export function isVisible(record: InstanceRecord, userId: string | undefined): boolean {
	return userId === undefined || userId === ADMINISTRATOR || userId === record.ownerId;
}
