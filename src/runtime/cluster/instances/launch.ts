import pLimit from 'p-limit';
import { messageOf } from '../../../common/errors.ts';
import type { Cluster } from '../cluster.ts';
import type { ClusterNode } from '../nodes/node.ts';
import { askNodeToRun, type RunOutcome } from './ask-node-to-run.ts';
import type { Change } from './load.ts';
import { type Placement, place, unplan } from './plan.ts';
import type { InstanceRecord } from './record.ts';
import { remember } from './remember.ts';

/** Orders of one call that are under way to nodes at once. */
const ORDERS_AT_ONCE = 64;

/**
 * Sends all placements; an instance that its node does not start goes to the next node with room. Returns those that a
 * node has taken. Where each is sent is on disk before it is sent.
 */
export async function launch(cluster: Cluster, placements: readonly Placement[]): Promise<readonly InstanceRecord[]> {
	await writeDown(cluster, placements);
	const limit = pLimit(ORDERS_AT_ONCE);
	const results = await Promise.all(placements.map((placement) => limit(() => launchOne(cluster, placement))));
	return results.filter((record) => record !== undefined);
}

/** Nothing is sent that is not on disk. Throws STATE_UNWRITABLE, and then nothing is held or remembered. */
async function writeDown(cluster: Cluster, placements: readonly Placement[]): Promise<void> {
	const fresh = placements.filter(({ record }) => cluster.store.get(record.instanceId) !== record);
	try {
		await cluster.store.commit(fresh.map(({ record }): Change => ({ kind: 'put', record })));
	} catch (error) {
		unplan(placements);
		await remember(
			cluster,
			fresh.map(({ record: { instanceId } }): Change => ({ kind: 'drop', instanceId })),
		);
		throw error;
	}
}

async function launchOne(cluster: Cluster, first: Placement): Promise<InstanceRecord | undefined> {
	const tried = new Set<ClusterNode>();
	let placement: Placement | undefined = first;
	while (placement !== undefined) {
		const { node, record }: Placement = placement;
		tried.add(node);
		const outcome = await askNodeToRun(cluster, placement);
		const current: InstanceRecord = cluster.store.get(record.instanceId) ?? record;
		if (outcome.kind === 'started') {
			return { ...current, confirmedAt: cluster.clock.now() };
		}

		unplaced(cluster, placement, outcome);
		const taken = cluster.store.takenMacs();
		if (outcome.kind !== 'unknown') {
			taken.delete(record.mac); // otherwise the silent node may still use it
		}

		placement = current.endRequested ? undefined : place(cluster, first.order, taken, tried);
		const drop: Change = { kind: 'drop', instanceId: record.instanceId };
		const ending = outcome.kind === 'unknown' ? [mustEnd(cluster, record, cluster.timings.lateStartMs)] : [];
		const next: Change = placement === undefined ? drop : { kind: 'put', record: placement.record };
		if (!(await remember(cluster, [...ending, next])) && placement !== undefined) {
			unplan([placement]);
			await remember(cluster, [drop]);
			placement = undefined;
		}
	}

	return undefined;
}

function unplaced(cluster: Cluster, { node, record }: Placement, outcome: RunOutcome & { error?: unknown }): void {
	node.release(record.instanceId);
	if (outcome.kind !== 'refused') {
		node.failed();
	}

	cluster.log.warn(
		{ instanceId: record.instanceId, node: node.url, outcome: outcome.kind, reason: messageOf(outcome.error) },
		'the node did not start the instance',
	);
	cluster.poller.wake(node);
}

/** The instance is not to run on this node; the order to start it may still arrive there for `lateMs`. */
export function mustEnd(cluster: Cluster, record: InstanceRecord, lateMs: number): Change {
	const { instanceId, nodeUrl, ownerId, mac } = record;
	return {
		kind: 'end',
		ending: { instanceId, nodeUrl, ownerId, mac, lateStartUntil: cluster.clock.now() + lateMs },
	};
}
