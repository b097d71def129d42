import type { Need } from '../instances/record.ts';
import type { ClusterNode } from '../nodes/node.ts';

/** Chooses the node of the next instance. A new policy is a file here and a line in policies.ts. */
export interface SchedulingPolicy {
	/**
	 * `nodes` are those of NODES in that order; `fits` says whether one is up and has room, and may not be asked of all.
	 * Undefined: nobody has room.
	 */
	choose(nodes: readonly ClusterNode[], fits: (node: ClusterNode) => boolean): ClusterNode | undefined;
}

export function hasRoom(node: ClusterNode, need: Need): boolean {
	const free = node.free;
	return free !== undefined && free.cores >= need.cores && free.memory >= need.memory && free.disk >= need.disk;
}
