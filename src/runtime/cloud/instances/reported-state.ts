import type { CcInstance } from '../../wire/contracts/cc/types.ts';
import type { InstanceNews } from './instance-book.ts';
import type { InstanceEvent } from './state-machine.ts';

/** What a cluster's report of an instance means to us. */
export function newsOf(id: string, { stateName, stateReason, netParams }: CcInstance): InstanceNews {
	const event = eventOf(stateName);
	return {
		id,
		...(event === undefined ? {} : { event }),
		reason: stateReason ?? 'ended on its node',
		...(netParams === undefined ? {} : { privateAddress: netParams.privateIp, publicAddress: netParams.publicIp }),
	};
}

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
