import type { Cluster } from '../cluster.ts';
import type { ClusterNode } from '../nodes/node.ts';
import { hasRoom } from '../scheduler/policy.ts';
import type { InstanceRecord } from './record.ts';

/** One instance to start: all of its record but the place, and what only the node needs. */
export interface LaunchOrder {
	readonly record: Omit<InstanceRecord, 'mac' | 'privateIp' | 'publicIp' | 'nodeUrl' | 'placedAt' | 'confirmedAt'>;
	readonly urls: { readonly image: string; readonly kernel: string; readonly ramdisk: string | undefined };
	/** The MAC that the cloud controller proposed. */
	readonly proposedMac: string;
	readonly correlationId: string;
}

/** Where an instance will be started. Its room on the node is held. */
export interface Placement {
	readonly order: LaunchOrder;
	readonly node: ClusterNode;
	readonly record: InstanceRecord;
}

/** Holds room and chooses a card for as many as there is room for; nothing is sent. */
export function plan(cluster: Cluster, orders: readonly LaunchOrder[]): readonly Placement[] {
	const taken = cluster.store.takenMacs();
	return orders.flatMap((order) => {
		const placement = placedBefore(cluster, order) ?? place(cluster, order, taken, new Set());
		if (placement === undefined) {
			return [];
		}

		taken.add(placement.record.mac);
		return [placement];
	});
}

/** Gives back the room of placements that are not sent. */
export function unplan(placements: readonly Placement[]): void {
	for (const { node, record } of placements) {
		node.release(record.instanceId);
	}
}

/** A node with room that was not tried, and a card that is not taken. */
export function place(
	cluster: Cluster,
	order: LaunchOrder,
	taken: ReadonlySet<string>,
	tried: ReadonlySet<ClusterNode>,
): Placement | undefined {
	const { instanceId, type } = order.record;
	const fits = (node: ClusterNode) =>
		!tried.has(node) && hasRoom(node, type) && !cluster.store.mustEnd(instanceId, node.url);
	const card = cluster.network.card(order.proposedMac, taken);
	const node = card === undefined ? undefined : cluster.policy.choose(cluster.pool.named(), fits);
	if (card === undefined || node === undefined) {
		return undefined;
	}

	node.hold(instanceId, type);
	const place = { nodeUrl: node.url, placedAt: cluster.clock.now() };
	const record = { ...order.record, mac: card.mac, privateIp: card.ip, publicIp: card.ip, ...place };
	return { order, node, record };
}

/** We were stopped while its node was asked: the same node is asked again, which cannot start it twice. */
function placedBefore(cluster: Cluster, order: LaunchOrder): Placement | undefined {
	const record = cluster.store.get(order.record.instanceId);
	const node = record === undefined ? undefined : cluster.pool.get(record.nodeUrl);
	if (record === undefined || node === undefined || record.state === 'Teardown') {
		return undefined;
	}

	node.hold(record.instanceId, record.type);
	return { order, node, record };
}
