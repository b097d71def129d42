import type { ClusterNode } from '../nodes/node.ts';
import type { SchedulingPolicy } from './policy.ts';

/** The first with room after the node used last, round the list (spec §4.4). */
export function roundRobin(): SchedulingPolicy {
	let last: ClusterNode | undefined;
	return {
		choose(nodes, fits) {
			const start = last === undefined ? 0 : nodes.indexOf(last) + 1;
			const chosen = nodes.slice(start).find(fits) ?? nodes.slice(0, start).find(fits);
			last = chosen ?? last;
			return chosen;
		},
	};
}
