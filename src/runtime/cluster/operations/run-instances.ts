import type { Cluster } from '../cluster.ts';
import { clusterErrors } from '../errors.ts';
import { launch, mustEnd } from '../instances/launch.ts';
import type { Change } from '../instances/load.ts';
import { plan, unplan } from '../instances/plan.ts';
import { type InstanceRecord, toCcInstance } from '../instances/record.ts';
import { remember } from '../instances/remember.ts';
import { orderEnd } from '../nodes/order-ends.ts';
import type { Operation } from './operation.ts';
import { checkRunRequest, type RunRequest } from './run-request.ts';

/**
 * Starts between minCount and maxCount instances, or none (spec §4.2, §8 rows 13 and 38). Repeated with the same ids, it
 * answers what the first call did, or goes on where that was interrupted.
 * Throws COUNT_INVALID, IDS_MISSING, ID_INVALID, TYPE_INVALID, ID_IN_USE, NOT_ENOUGH_RESOURCES, STATE_UNWRITABLE.
 */
export const runInstances: Operation<'RunInstances'> = async (cluster, request, { correlationId }) => {
	const run = checkRunRequest(request, correlationId, cluster.clock.now());
	await cluster.poller.firstRound;
	for (let others = underWay(cluster, run); others.length > 0; others = underWay(cluster, run)) {
		await Promise.allSettled(others);
	}

	const work = placeAll(cluster, run);
	for (const { record } of run.orders) {
		cluster.placing.set(record.instanceId, work);
	}

	try {
		const instances = await work;
		return { instances: instances.map(toCcInstance) };
	} finally {
		for (const { record } of run.orders) {
			cluster.placing.delete(record.instanceId);
		}

		for (const url of new Set(run.orders.map(({ record }) => cluster.store.get(record.instanceId)?.nodeUrl))) {
			const node = url === undefined ? undefined : cluster.pool.get(url);
			if (node !== undefined) {
				cluster.poller.wake(node);
			}
		}
	}
};

function underWay(cluster: Cluster, { orders }: RunRequest): readonly Promise<unknown>[] {
	return orders.flatMap(({ record }) => cluster.placing.get(record.instanceId) ?? []);
}

async function placeAll(cluster: Cluster, run: RunRequest): Promise<readonly InstanceRecord[]> {
	const known = run.orders.flatMap(({ record }) => cluster.store.get(record.instanceId) ?? []);
	const stranger = known.find(({ reservationId }) => reservationId !== run.reservationId);
	if (stranger !== undefined) {
		throw clusterErrors('ID_IN_USE', { id: stranger.instanceId, reservationId: stranger.reservationId });
	}

	const done = known.filter(({ confirmedAt }) => confirmedAt !== undefined);
	if (done.length >= run.minCount && done.length === known.length) {
		return done;
	}

	const isDone = new Set(done.map(({ instanceId }) => instanceId));
	const orders = run.orders.filter(({ record }) => !isDone.has(record.instanceId));
	const placements = plan(cluster, orders);
	if (done.length + placements.length < run.minCount) {
		unplan(placements);
		return fail(cluster, run, known, placements.length);
	}

	const started = await launch(cluster, placements);
	const running = [...done, ...started];
	if (running.length < run.minCount) {
		return fail(cluster, run, running, running.length);
	}

	// Where each runs is on disk since before it was started; without this line a restart would ask the node once more.
	await remember(
		cluster,
		started.map((record): Change => ({ kind: 'put', record })),
	);
	return running;
}

/** Ends what was started, or may have been, and says why. */
async function fail(
	cluster: Cluster,
	run: RunRequest,
	started: readonly InstanceRecord[],
	placed: number,
): Promise<never> {
	await remember(
		cluster,
		started.flatMap((record): Change[] => [
			mustEnd(cluster, record, record.confirmedAt === undefined ? cluster.timings.lateStartMs : 0),
			{ kind: 'drop', instanceId: record.instanceId },
		]),
	);
	await Promise.all(
		started.map(async ({ nodeUrl, instanceId }) => {
			const node = cluster.pool.get(nodeUrl);
			return node === undefined ? false : orderEnd(cluster, node, instanceId);
		}),
	);
	throw clusterErrors('NOT_ENOUGH_RESOURCES', { placed, minCount: run.minCount, why: why(cluster) });
}

function why(cluster: Cluster): string {
	const nodes = cluster.pool.named();
	const silent = nodes.filter((node) => !node.isUp).length;
	const cards = cluster.network.card('00:00:00:00:00:00', cluster.store.takenMacs());
	return [
		silent > 0 ? ` (${silent} of ${nodes.length} nodes do not answer)` : '',
		cards === undefined ? ' (no address of VNET_MACMAP is free)' : '',
	].join('');
}
