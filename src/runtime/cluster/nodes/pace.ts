import { type InstanceRecord, NO_ADDRESS } from '../instances/record.ts';
import type { Timings } from '../timings.ts';
import type { ClusterNode } from './node.ts';

/** Why a node is asked as often as it is. */
export type Pace = 'active' | 'quiet' | 'silent';

/** How long a new instance without an address keeps its node's pace up. */
const ADDRESS_WAIT_MS = 120_000;

export function paceOf(node: ClusterNode, records: readonly InstanceRecord[], now: number): Pace {
	if (node.failures > 0) {
		return 'silent';
	}

	return records.some((record) => isMoving(record, now)) ? 'active' : 'quiet';
}

/** Milliseconds until the node's next question, when `count` nodes go at this pace. */
export function pauseFor(pace: Pace, count: number, failures: number, timings: Timings): number {
	switch (pace) {
		case 'silent':
			return Math.min(timings.retryMaxMs, timings.retryMinMs * 2 ** Math.min(failures - 1, 20));
		case 'active':
			return Math.max(timings.activePollMs, (count / timings.activePollsPerSecond) * 1_000);
		case 'quiet':
			return Math.max(timings.pollMs, (count / timings.quietPollsPerSecond) * 1_000);
	}
}

function isMoving(record: InstanceRecord, now: number): boolean {
	if (record.state === 'Teardown') {
		return false;
	}

	const isNew = now - record.placedAt < ADDRESS_WAIT_MS;
	return record.state === 'Pending' || record.endRequested || (isNew && record.privateIp === NO_ADDRESS);
}
