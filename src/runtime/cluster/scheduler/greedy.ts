import type { SchedulingPolicy } from './policy.ts';

/** The first node in the order of NODES that has room (spec §4.4). */
export function greedy(): SchedulingPolicy {
	return { choose: (nodes, fits) => nodes.find(fits) };
}
