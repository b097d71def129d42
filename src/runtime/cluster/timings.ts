/** How often nodes are asked and how long they may take; all but the rates in milliseconds. */
export interface Timings {
	/** Between two questions to a node where nothing happens. */
	readonly pollMs: number;
	/** Between two questions to a node where something starts or ends. */
	readonly activePollMs: number;
	/** First pause before a silent node is tried again; doubled each time. */
	readonly retryMinMs: number;
	/** Longest pause before a silent node is tried again. */
	readonly retryMaxMs: number;
	/** Time limit of a question to a node. */
	readonly callTimeoutMs: number;
	/** Time limit of the order to start an instance. */
	readonly runTimeoutMs: number;
	/**
	 * How long after a time-out the node may still act on the order: the message carries a time limit of five minutes
	 * (spec §6.2), after which the node itself refuses it.
	 */
	readonly lateStartMs: number;
	/** How long an ended instance is still reported. */
	readonly keepGoneMs: number;
	/** A node that was taken out of NODES and is silent for so long is believed to be gone with its instances. */
	readonly writeOffMs: number;
	/** Most questions a second to all quiet nodes together; with more nodes each is asked less often. */
	readonly quietPollsPerSecond: number;
	/** The same for nodes where something starts or ends. */
	readonly activePollsPerSecond: number;
	/** Most questions under way at once. */
	readonly concurrency: number;
}

export const DEFAULT_TIMINGS: Timings = {
	pollMs: 3_000,
	activePollMs: 500,
	retryMinMs: 250,
	retryMaxMs: 30_000,
	callTimeoutMs: 5_000,
	runTimeoutMs: 10_000,
	lateStartMs: 6 * 60_000,
	keepGoneMs: 5 * 60_000,
	writeOffMs: 60_000,
	quietPollsPerSecond: 40,
	activePollsPerSecond: 100,
	concurrency: 128,
};
