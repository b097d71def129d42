import { canonicalId } from '../../../common/ids.ts';
import type { Cluster } from '../cluster.ts';
import type { Change } from '../instances/load.ts';
import { remember } from '../instances/remember.ts';
import { ADMINISTRATOR } from '../nodes/administrator.ts';
import { orderEnd } from '../nodes/order-ends.ts';
import { isVisible } from './instance-of.ts';
import type { Operation } from './operation.ts';

/**
 * Position by position: true if the instance is ended, or its end is certain - the wish is on disk and its node is told
 * until it obeys. False for an instance that is not known here. Address and card are free when the node says that it is
 * gone, not before (spec §8 rows 40 and 41).
 */
export const terminateInstances: Operation<'TerminateInstances'> = async (cluster, request) => {
	await cluster.poller.firstRound;
	const isTerminated = await Promise.all(
		request.instanceIds.map((id) => terminate(cluster, canonicalId(id), request.userId)),
	);
	return { isTerminated };
};

async function terminate(cluster: Cluster, instanceId: string, userId: string | undefined): Promise<boolean> {
	const record = cluster.store.get(instanceId);
	if (record === undefined) {
		return terminateUnknown(cluster, instanceId, userId);
	}

	if (!isVisible(record, userId)) {
		return false;
	}

	if (record.state === 'Teardown') {
		return true;
	}

	const changes: Change[] = record.endRequested ? [] : [{ kind: 'put', record: { ...record, endRequested: true } }];
	const isNoted = await remember(cluster, changes);
	const node = cluster.pool.get(record.nodeUrl);
	// A node that is silent is not waited for: it hears of it with its next answer.
	if (node?.isUp && node.mayOrderEnd(instanceId, cluster.clock.now(), cluster.timings.activePollMs)) {
		const isTaken = await orderEnd(cluster, node, instanceId);
		cluster.poller.wake(node);
		return isNoted || isTaken;
	}

	return isNoted;
}

/** Only nodes that never told us what they run can have it. */
async function terminateUnknown(cluster: Cluster, instanceId: string, userId: string | undefined): Promise<boolean> {
	const unheard = cluster.pool.all().filter(({ resourcesAt }) => resourcesAt === Number.NEGATIVE_INFINITY);
	const results = await Promise.all(
		unheard.map(async (node) => {
			const call = { timeoutMs: cluster.timings.callTimeoutMs };
			const request = { userId: userId ?? ADMINISTRATOR, instanceId };
			return node.client.ncTerminateInstance(request, call).then(
				() => true,
				() => false,
			);
		}),
	);
	return results.includes(true);
}
