import { setImmediate as nextTurn } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';

/** Begun at once on one cluster: more than it is asked at a time, so that it waits for none; what has begun no rush stops. */
const AT_ONCE = 24;
/** So many requests that are being accepted at once are a rush: they go first, */
const RUSH = 5;
/** until there have been fewer for so many ms, */
const RUSH_MS = 100;
/** and of what was accepted before one begins in so many ms. */
const STEP_MS = 50;
/** What has waited so many ms has waited enough: a rush of minutes lets nothing reach its deadline. */
const PATIENCE_MS = 10_000;

/** How fast the work behind accepted requests is done. */
export interface Pace {
	/** Accepts a request: if it is one of many, what was accepted before goes slower for a moment. */
	accept<T>(request: () => Promise<T>): Promise<T>;
	/** Does the work when it is its turn. A cluster that is slow holds up no other. */
	inTurn<T>(cluster: string, work: () => Promise<T>): Promise<T>;
	/** Resolves at once if there is no rush, else at its end, or after so many ms. */
	calm(ms: number): Promise<void>;
}

/**
 * Twenty clients that run instances at the same time wait for nothing but their own answers: handing an instance to its
 * cluster, and following it there, costs many times what accepting it does, and both happen on one processor.
 */
export function createPace(): Pace {
	const limits = new Map<string, LimitFunction>();
	const waiting = new Set<() => void>();
	let accepting = 0;
	let rush: NodeJS.Timeout | undefined;
	let lastBegin = Promise.resolve();
	const calm = async (ms: number) => {
		if (rush !== undefined) {
			const { promise, resolve } = Promise.withResolvers<void>();
			const timer = setTimeout(resolve, ms).unref();
			waiting.add(resolve);
			await promise;
			waiting.delete(resolve);
			clearTimeout(timer);
		}
	};
	const begin = async (askedAt: number) => {
		// one in each turn of the event loop: together they would keep sockets waiting for a quarter of a second
		await nextTurn();
		if (performance.now() - askedAt < PATIENCE_MS) {
			await calm(STEP_MS);
		}
	};
	const endRush = () => {
		rush = undefined;
		for (const resolve of waiting) {
			resolve();
		}
	};
	return {
		async accept(request) {
			accepting++;
			if (accepting >= RUSH) {
				rush ??= setTimeout(endRush, RUSH_MS).unref();
				rush.refresh();
			}

			try {
				return await request();
			} finally {
				accepting--;
			}
		},
		inTurn(cluster, work) {
			const limit = limits.get(cluster) ?? pLimit(AT_ONCE);
			limits.set(cluster, limit);
			const askedAt = performance.now();
			return limit(async () => {
				lastBegin = lastBegin.then(() => begin(askedAt));
				await lastBegin;
				return await work();
			});
		},
		calm,
	};
}
