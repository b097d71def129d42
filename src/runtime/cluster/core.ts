import type { Clock } from '../../common/clock.ts';
import type { Logger } from '../../common/log.ts';
import type { InstanceStore } from './instances/store.ts';
import type { NetworkMode } from './network/mode.ts';
import type { NodePool } from './nodes/pool.ts';
import type { SchedulingPolicy } from './scheduler/policy.ts';
import type { Timings } from './timings.ts';

/** What a cluster controller holds; its parts work on it together. */
export interface ClusterCore {
	readonly pool: NodePool;
	readonly store: InstanceStore;
	readonly network: NetworkMode;
	readonly policy: SchedulingPolicy;
	readonly timings: Timings;
	readonly clock: Clock;
	readonly log: Logger;
	/** Instances that a RunInstances call is placing at this moment, with the end of that call. */
	readonly placing: Map<string, Promise<unknown>>;
}
