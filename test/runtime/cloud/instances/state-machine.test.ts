import { describe, expect, it } from 'vitest';
import {
	isTransitional,
	nextStage,
	type Stage,
	stageLimit,
	stateOf,
	TRANSITIONS,
} from '../../../../src/runtime/cloud/instances/state-machine.ts';
import { defaultTimings } from '../../../../src/runtime/cloud/timings.ts';

const STAGES: readonly Stage[] = ['reserved', 'booting', 'running', 'ending', 'terminated'];

describe('the table of instance states', () => {
	it('has one row at most for a stage and an event', () => {
		const keys = TRANSITIONS.map(({ stage, event }) => `${stage} ${event}`);
		expect(new Set(keys).size).toBe(keys.length);
	});

	it('gives every stage that waits for somebody one deadline, and moves it on when that has passed', () => {
		for (const stage of ['reserved', 'booting', 'ending'] as const) {
			expect(isTransitional(stage)).toBe(true);
			expect(stageLimit(stage, defaultTimings)).toBeGreaterThan(0);
			expect(nextStage(stage, 'overdue')).toBeDefined();
			expect(new Set(TRANSITIONS.filter(({ next }) => next === stage).map(({ deadline }) => deadline)).size).toBe(1);
		}

		expect(isTransitional('running')).toBe(false);
		expect(isTransitional('terminated')).toBe(false);
	});

	it('reaches terminated from every stage by deadlines alone once the end was asked for', () => {
		for (const stage of STAGES) {
			const asked = nextStage(stage, 'terminate') ?? stage;
			const after = asked === 'ending' ? nextStage('ending', 'overdue') : asked;
			expect(after).toBe('terminated');
		}
	});

	it('never leaves terminated', () => {
		expect(TRANSITIONS.filter(({ stage }) => stage === 'terminated')).toEqual([]);
	});

	it('does not let a late report bring an ending instance back', () => {
		expect(nextStage('ending', 'extant')).toBeUndefined();
		expect(nextStage('ending', 'pending')).toBeUndefined();
	});

	it('shows users the states of EC2', () => {
		expect(STAGES.map(stateOf)).toEqual(['pending', 'pending', 'running', 'shutting-down', 'terminated']);
	});
});
