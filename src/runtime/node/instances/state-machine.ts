import type { DomainState } from '../hypervisor/driver.ts';

/** Internal states and their numbers on the wire (spec §3.4); 0 to 6 are libvirt's. */
export const stateNumber = {
	'no-state': 0,
	running: 1,
	blocked: 2,
	paused: 3,
	shutdown: 4,
	shutoff: 5,
	crashed: 6,
	booting: 9,
	teardown: 14,
} as const;
export type InstanceState = keyof typeof stateNumber;
export const INSTANCE_STATES = Object.keys(stateNumber) as [InstanceState, ...InstanceState[]];

/** What can happen to an instance. `seen` and `absent` come from the hypervisor, the rest from us. */
export type InstanceEvent =
	| { readonly kind: 'created' }
	| { readonly kind: 'start-failed' }
	| { readonly kind: 'boot-deadline' }
	| { readonly kind: 'terminated' }
	| { readonly kind: 'seen'; readonly domain: DomainState }
	| { readonly kind: 'absent' }
	| { readonly kind: 'cleaned' };

/**
 * The next state; the same one if the event changes nothing (spec §3.4 with its corrections: a crashed domain is as good
 * as off, and what is off never comes back).
 */
export function nextState(state: InstanceState, event: InstanceEvent): InstanceState {
	if (state === 'teardown') {
		return 'teardown';
	}

	if (state === 'shutoff') {
		return event.kind === 'cleaned' ? 'teardown' : 'shutoff';
	}

	switch (event.kind) {
		case 'created':
			return state === 'booting' ? 'running' : state;
		case 'start-failed':
		case 'boot-deadline':
			return state === 'booting' ? 'shutoff' : state;
		case 'terminated':
			return 'shutoff';
		case 'seen':
			return isOver(event.domain) ? 'shutoff' : event.domain;
		case 'absent':
			return state === 'booting' ? 'booting' : 'shutoff';
		case 'cleaned':
			return state;
	}
}

/**
 * The three states that the cluster controller sees (spec §3.3). A start that failed is still Pending until its files are
 * gone: Extant would be taken for running.
 */
export function externalState({ state, ran }: { readonly state: InstanceState; readonly ran: boolean }): {
	readonly code: string;
	readonly name: string;
} {
	if (state === 'booting' || (state === 'shutoff' && !ran)) {
		return { code: '12', name: 'Pending' };
	}

	return state === 'teardown' ? { code: '14', name: 'Teardown' } : { code: '13', name: 'Extant' };
}

function isOver(domain: DomainState): boolean {
	return domain === 'crashed' || domain === 'shutoff';
}
