import pLimit from 'p-limit';
import type { ClusterCore } from '../core.ts';
import type { ClusterNode } from './node.ts';
import { type Pace, paceOf, pauseFor } from './pace.ts';
import { pollNode } from './poll-node.ts';
import { tidyNode } from './tidy-node.ts';

/** Asks all nodes in the background, each in its own rhythm, so that a dead one slows nobody. */
export interface Poller {
	/** Starts asking the nodes of the pool that are not asked yet. */
	watch(): void;
	/** Asks this node now instead of at the end of its pause. */
	wake(node: ClusterNode): void;
	/** Resolves when each node of the start was asked once, or after the time limit of one call. */
	readonly firstRound: Promise<void>;
	close(): Promise<void>;
}

export function startPoller(core: ClusterCore, random: () => number = Math.random): Poller {
	const stop = new AbortController();
	const slots = pLimit(core.timings.concurrency);
	const rests = new Map<ClusterNode, AbortController>();
	const paces = new Map<ClusterNode, Pace>();
	const loops = new Map<ClusterNode, Promise<void>>();

	const unasked = new Set(core.pool.all());
	const allAsked = Promise.withResolvers<void>();
	if (unasked.size === 0) {
		allAsked.resolve();
	}

	watch();
	const firstRound = Promise.race([
		allAsked.promise,
		core.clock.sleep(core.timings.callTimeoutMs, stop.signal).catch(() => undefined),
	]);

	return {
		watch,
		wake: (node) => rests.get(node)?.abort(),
		firstRound,
		async close() {
			stop.abort();
			for (const rest of rests.values()) {
				rest.abort();
			}

			await Promise.all(loops.values());
		},
	};

	function watch(): void {
		for (const node of core.pool.all()) {
			if (!loops.has(node)) {
				loops.set(node, loop(node));
			}
		}
	}

	async function loop(node: ClusterNode): Promise<void> {
		let isFirst = true;
		while (!stop.signal.aborted && core.pool.has(node)) {
			await slots(() => (stop.signal.aborted ? undefined : pollNode(core, node, stop.signal)));
			await tidyNode(core, node);
			unasked.delete(node);
			if (unasked.size === 0) {
				allAsked.resolve();
			}

			if (!stop.signal.aborted && core.pool.has(node)) {
				await rest(node, isFirst);
			}

			isFirst = false;
		}

		paces.delete(node);
		loops.delete(node);
	}

	async function rest(node: ClusterNode, isFirst: boolean): Promise<void> {
		const pace = paceOf(node, core.store.onNode(node.url), core.clock.now());
		paces.set(node, pace);
		const count = [...paces.values()].filter((other) => other === pace).length;
		const pause = pauseFor(pace, count, node.failures, core.timings);
		const wake = new AbortController();
		rests.set(node, wake);
		// The first pauses differ, so that the nodes are not asked all in the same moment for ever.
		await core.clock.sleep(isFirst && pace === 'quiet' ? pause * random() : pause, wake.signal).catch(() => undefined);
		rests.delete(node);
	}
}
