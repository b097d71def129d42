import { setImmediate as nextTurn } from 'node:timers/promises';
import pLimit from 'p-limit';

/** Work at once while nobody asks for more; the clusters' own limits bound it, too. */
const AT_EASE = 64;
/** While requests come in, they go first. */
const IN_A_RUSH = 2;
/** A rush is over when no request has come for so long, in ms. */
const CALM_MS = 100;

/** How much of the work behind accepted requests is done at once. */
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
	const limit = pLimit(AT_EASE);
	let calm: NodeJS.Timeout | undefined;
	let lastBegin = Promise.resolve();
	/** One begins in each turn of the event loop: together they would keep sockets waiting for a quarter of a second. */
	const begin = () => {
		lastBegin = lastBegin.then(() => nextTurn());
		return lastBegin;
	};
	return {
		hurry() {
			limit.concurrency = IN_A_RUSH;
			calm ??= setTimeout(() => {
				calm = undefined;
				limit.concurrency = AT_EASE;
			}, CALM_MS).unref();
			calm.refresh();
		},
		inTurn: (work) => limit(() => begin().then(work)),
	};
}
