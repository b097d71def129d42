import type { Operation } from './operation.ts';
import { publicAddressesOf } from './public-addresses-of.ts';

/** Throws NOT_IN_THIS_MODE. */
export const assignAddress: Operation<'AssignAddress'> = async (cluster, { source, dest }) => {
	await publicAddressesOf(cluster, 'AssignAddress').assign(source, dest);
	return {};
};
