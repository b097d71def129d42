/** All periods and limits of the cloud controller, in ms. */
export interface Timings {
	/** Between two questions about a cluster's free places (spec §5.13: 3 s). */
	readonly resourcePollMs: number;
	/** Between two questions about its instances (5 s) … */
	readonly instancePollMs: number;
	/** … and while one of them is starting or ending. */
	readonly busyPollMs: number;
	/** At least between two questions, however much happens. */
	readonly pollGapMs: number;
	/** Time limit of one question to a cluster. */
	readonly pollTimeoutMs: number;
	/** Time limit of one request to start or end instances. */
	readonly actTimeoutMs: number;
	/** Pause before a request that got no answer is repeated. */
	readonly retryMs: number;
	/** A cluster must have accepted a run within this time … */
	readonly acceptMs: number;
	/** … started the domain, images copied, within this … */
	readonly bootMs: number;
	/** … and ended it within this. */
	readonly endMs: number;
	/** Not reported for so long by a cluster that answers: the instance is gone (§5.8). */
	readonly lostMs: number;
	/** Between two looks at deadlines. */
	readonly sweepMs: number;
	/** How long terminated instances are listed. */
	readonly listTerminatedMs: number;
	/** How long a client token is remembered. */
	readonly tokenMs: number;
	/** Ids are not given out again within this time. */
	readonly idMs: number;
}

const SECOND = 1000;
const HOUR = 3600 * SECOND;

export const defaultTimings: Timings = {
	resourcePollMs: 3 * SECOND,
	instancePollMs: 5 * SECOND,
	busyPollMs: SECOND,
	pollGapMs: 200,
	pollTimeoutMs: 10 * SECOND,
	actTimeoutMs: 30 * SECOND,
	retryMs: 2 * SECOND,
	acceptMs: 120 * SECOND,
	bootMs: 1800 * SECOND,
	endMs: 120 * SECOND,
	lostMs: 120 * SECOND,
	sweepMs: SECOND,
	listTerminatedMs: HOUR,
	tokenMs: 24 * HOUR,
	idMs: 365 * 24 * HOUR,
};
