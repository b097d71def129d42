import { setImmediate as nextTurn } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Work at once; the clusters' own limits bound it, too. */
const AT_ONCE = 64;
/** While requests come in they go first: so much at once, */
const IN_A_RUSH = 2;
/** and one more whenever that takes longer than so many ms, which is a cluster's time and not ours. */
const LONG_MS = 50;
/** A rush is over when no request has come for so long, in ms. */
const CALM_MS = 100;

/** How fast the work behind accepted requests is begun. */
export interface Pace {
	/** A request is being accepted: what was accepted before goes slower for a moment. */
	hurry(): void;
	/** Does the work when it is its turn. */
	inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Twenty clients that run instances at the same time wait for nothing but their own answers: handing the instances to
 * the clusters costs several times what accepting them does, and both happen on one processor.
 */
export function createPace(): Pace {
	const limit = pLimit(AT_ONCE);
	let rush: NodeJS.Timeout | undefined;
	let running = 0;
	let lastBegin = Promise.resolve();
	let wake = () => {};
	const begin = async () => {
		// one in each turn of the event loop: together they would keep sockets waiting for a quarter of a second
		await nextTurn();
		if (rush !== undefined && running >= IN_A_RUSH) {
			const waiting = Promise.withResolvers<void>();
			const timer = setTimeout(waiting.resolve, LONG_MS);
			wake = waiting.resolve;
			await waiting.promise;
			clearTimeout(timer);
		}

		running++;
	};
	return {
		hurry() {
			rush ??= setTimeout(() => {
				rush = undefined;
				wake();
			}, CALM_MS).unref();
			rush.refresh();
		},
		inTurn: (work) =>
			limit(async () => {
				lastBegin = lastBegin.then(begin);
				await lastBegin;
				try {
					return await work();
				} finally {
					running--;
					wake();
				}
			}),
	};
}
