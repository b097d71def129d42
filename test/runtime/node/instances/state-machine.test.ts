import { expect, test } from 'vitest';
import {
	externalState,
	INSTANCE_STATES,
	type InstanceEvent,
	type InstanceState,
	nextState,
	stateNumber,
} from '../../../../src/runtime/node/instances/state-machine.ts';

const extant = ['no-state', 'running', 'blocked', 'paused', 'shutdown'] as const;
const seen = (domain: (typeof extant)[number] | 'shutoff' | 'crashed'): InstanceEvent => ({ kind: 'seen', domain });

/** From, event, to: spec §3.4 with its corrections. */
const table: readonly (readonly [InstanceState, InstanceEvent, InstanceState])[] = [
	['booting', { kind: 'created' }, 'running'],
	['booting', { kind: 'start-failed' }, 'shutoff'],
	['booting', { kind: 'boot-deadline' }, 'shutoff'],
	['booting', { kind: 'terminated' }, 'shutoff'],
	['booting', { kind: 'absent' }, 'booting'],
	['booting', seen('running'), 'running'],
	['booting', seen('blocked'), 'blocked'],
	...extant.flatMap((from) => extant.map((to) => [from, seen(to), to] as const)),
	...extant.flatMap(
		(from) =>
			[
				[from, seen('crashed'), 'shutoff'],
				[from, seen('shutoff'), 'shutoff'],
				[from, { kind: 'absent' }, 'shutoff'],
				[from, { kind: 'terminated' }, 'shutoff'],
				[from, { kind: 'boot-deadline' }, from],
				[from, { kind: 'created' }, from],
				[from, { kind: 'cleaned' }, from],
			] as const,
	),
	['shutoff', seen('running'), 'shutoff'],
	['shutoff', { kind: 'created' }, 'shutoff'],
	['shutoff', { kind: 'terminated' }, 'shutoff'],
	['shutoff', { kind: 'cleaned' }, 'teardown'],
	['teardown', seen('running'), 'teardown'],
	['teardown', { kind: 'terminated' }, 'teardown'],
	['teardown', { kind: 'cleaned' }, 'teardown'],
];

test.each(table)('%s, %o -> %s', (from, event, to) => {
	expect(nextState(from, event)).toBe(to);
});

test('what the cluster controller sees: Pending, Extant, Teardown with their numbers', () => {
	const named = Object.fromEntries(
		INSTANCE_STATES.map((state) => [state, Object.values(externalState({ state, ran: true })).join(' ')]),
	);
	expect(named).toEqual({
		booting: '12 Pending',
		...Object.fromEntries([...extant, 'shutoff', 'crashed'].map((state) => [state, '13 Extant'])),
		teardown: '14 Teardown',
	});
	expect(externalState({ state: 'shutoff', ran: false }).name).toBe('Pending');
});

test('the numbers 0 to 6 are those of libvirt', () => {
	expect(Object.values(stateNumber)).toEqual([0, 1, 2, 3, 4, 5, 6, 9, 14]);
});
