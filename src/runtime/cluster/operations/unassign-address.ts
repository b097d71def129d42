import type { Operation } from './operation.ts';
import { publicAddressesOf } from './public-addresses-of.ts';

/** Throws NOT_IN_THIS_MODE. */
export const unassignAddress: Operation<'UnassignAddress'> = async (cluster, { source, dest }) => {
	await publicAddressesOf(cluster, 'UnassignAddress').unassign(source, dest);
	return {};
};
