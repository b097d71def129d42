import { greedy } from './greedy.ts';
import type { SchedulingPolicy } from './policy.ts';
import { roundRobin } from './round-robin.ts';

/** By the value of SCHEDPOLICY. */
export const POLICIES = {
	GREEDY: greedy,
	ROUNDROBIN: roundRobin,
} as const satisfies Readonly<Record<string, () => SchedulingPolicy>>;

export type PolicyName = keyof typeof POLICIES;
