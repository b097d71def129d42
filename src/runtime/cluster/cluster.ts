import type { ClusterCore } from './core.ts';
import type { Poller } from './nodes/poller.ts';

/** A cluster controller whose nodes are polled: what the operations work with. */
export interface Cluster extends ClusterCore {
	readonly poller: Poller;
}
