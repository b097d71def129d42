import type { Cluster } from '../cluster.ts';
import { clusterErrors } from '../errors.ts';
import type { PublicAddresses } from '../network/mode.ts';

/** Throws NOT_IN_THIS_MODE where there are none. */
export function publicAddressesOf({ network }: Cluster, operation: string): PublicAddresses {
	if (network.publicAddresses === undefined) {
		throw clusterErrors('NOT_IN_THIS_MODE', { operation, mode: network.name });
	}

	return network.publicAddresses;
}
