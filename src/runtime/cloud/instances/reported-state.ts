import type { InstanceEvent } from './state-machine.ts';

/** The event that a cluster's state name means (spec §3.3, §5.8); undefined for a name we do not know. */
export function eventOf(stateName: string | undefined): InstanceEvent | undefined {
	switch (stateName) {
		case 'Pending':
			return 'pending';
		case 'Extant':
			return 'extant';
		case 'Teardown':
			return 'teardown';
		default:
			return undefined;
	}
}
