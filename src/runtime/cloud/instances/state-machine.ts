import type { InstanceState } from '../engine/instance.ts';
import type { Timings } from '../timings.ts';

/** `reserved`: durable here, not yet accepted by the cluster. `ending`: terminate asked for, not yet seen gone. */
export type Stage = 'reserved' | 'booting' | 'running' | 'ending' | 'terminated';

export type InstanceEvent =
	/** The user's request was accepted. */
	| 'run'
	/** What the cluster reports: its three states (spec §3.3). */
	| 'pending'
	| 'extant'
	| 'teardown'
	/** The cluster said no to this start. */
	| 'refused'
	/** Somebody asked for the end. */
	| 'terminate'
	/** No longer reported for `lostMs` by a cluster that answers. */
	| 'lost'
	/** Being ended, and the cluster does not know it (any more). */
	| 'gone'
	/** The stage's deadline has passed. */
	| 'overdue';

interface Transition {
	readonly stage: Stage | 'none';
	readonly event: InstanceEvent;
	readonly next: Stage;
	/** The limit within which `next` is left again; none for stages that may last. */
	readonly deadline?: keyof Timings;
}

/**
 * The life of an instance, in one table (spec §5.8, §8 row 7). Whatever is not listed changes nothing: each event may
 * arrive twice or late. Every stage that waits for somebody has a deadline, and every way ends in `terminated`.
 */
export const TRANSITIONS: readonly Transition[] = [
	{ stage: 'none', event: 'run', next: 'reserved', deadline: 'acceptMs' },

	{ stage: 'reserved', event: 'pending', next: 'booting', deadline: 'bootMs' },
	{ stage: 'reserved', event: 'extant', next: 'running' },
	{ stage: 'reserved', event: 'teardown', next: 'terminated' },
	{ stage: 'reserved', event: 'refused', next: 'terminated' },
	{ stage: 'reserved', event: 'terminate', next: 'ending', deadline: 'endMs' },
	{ stage: 'reserved', event: 'overdue', next: 'ending', deadline: 'endMs' },

	{ stage: 'booting', event: 'extant', next: 'running' },
	{ stage: 'booting', event: 'teardown', next: 'terminated' },
	{ stage: 'booting', event: 'lost', next: 'terminated' },
	{ stage: 'booting', event: 'terminate', next: 'ending', deadline: 'endMs' },
	{ stage: 'booting', event: 'overdue', next: 'ending', deadline: 'endMs' },

	{ stage: 'running', event: 'teardown', next: 'terminated' },
	{ stage: 'running', event: 'lost', next: 'terminated' },
	{ stage: 'running', event: 'terminate', next: 'ending', deadline: 'endMs' },

	{ stage: 'ending', event: 'teardown', next: 'terminated' },
	{ stage: 'ending', event: 'gone', next: 'terminated' },
	{ stage: 'ending', event: 'refused', next: 'terminated' },
	{ stage: 'ending', event: 'overdue', next: 'terminated' },
];

/** The stage after the event; undefined if the event changes nothing. */
export function nextStage(stage: Stage | 'none', event: InstanceEvent): Stage | undefined {
	return TRANSITIONS.find((transition) => transition.stage === stage && transition.event === event)?.next;
}

/** How long an instance may stay in the stage; undefined if for ever. */
export function stageLimit(stage: Stage, timings: Timings): number | undefined {
	const limit = TRANSITIONS.find((transition) => transition.next === stage)?.deadline;
	return limit === undefined ? undefined : timings[limit];
}

/** True for stages that somebody is waiting in. */
export function isTransitional(stage: Stage): boolean {
	return TRANSITIONS.some((transition) => transition.next === stage && transition.deadline !== undefined);
}

/** The stage as users see it. */
export function stateOf(stage: Stage): InstanceState {
	return STATES[stage];
}

const STATES: Readonly<Record<Stage, InstanceState>> = {
	reserved: 'pending',
	booting: 'pending',
	running: 'running',
	ending: 'shutting-down',
	terminated: 'terminated',
};
