import type { Clock } from '../../../common/clock.ts';
import type { Timings } from '../timings.ts';
import type { ClusterLink } from './cluster-link.ts';

export interface PollParts {
	readonly clock: Clock;
	readonly timings: Timings;
}

/**
 * Asks one cluster again and again until its link is closed. Each cluster has its own loop and its own time limit, so a
 * dead one slows nobody. `ask` answers how long to pause; {@link ClusterLink.wake} cuts the pause short.
 */
export async function pollCluster(link: ClusterLink, parts: PollParts, ask: () => Promise<number>): Promise<void> {
	const { clock, timings } = parts;
	const { signal } = link.stopped;
	while (!signal.aborted) {
		const awake = new AbortController();
		const forget = link.onWake(() => awake.abort());
		try {
			const pauseMs = await ask();
			await clock.sleep(timings.pollGapMs, signal);
			await clock.sleep(pauseMs - timings.pollGapMs, AbortSignal.any([signal, awake.signal]));
		} catch {
			// Woken, or closed.
		} finally {
			forget();
		}
	}
}
