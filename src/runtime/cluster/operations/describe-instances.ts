import { canonicalId } from '../../../common/ids.ts';
import { toCcInstance } from '../instances/record.ts';
import { isVisible } from './instance-of.ts';
import type { Operation } from './operation.ts';

/** What we know now; instances of a silent node keep their last state (spec §8 row 39). Unknown ids are skipped. */
export const describeInstances: Operation<'DescribeInstances'> = async (cluster, request) => {
	await cluster.poller.firstRound;
	const wanted = new Set(request.instanceIds.map(canonicalId));
	const records = [...cluster.store.all()].filter(
		(record) => isVisible(record, request.userId) && (wanted.size === 0 || wanted.has(record.instanceId)),
	);
	return { instances: records.map(toCcInstance) };
};
