import type { Operation } from './operation.ts';
import { publicAddressesOf } from './public-addresses-of.ts';

/** Two lists of equal length; `0.0.0.0` in the second: free. Throws NOT_IN_THIS_MODE. */
export const describePublicAddresses: Operation<'DescribePublicAddresses'> = async (cluster) => {
	const addresses = await publicAddressesOf(cluster, 'DescribePublicAddresses').list();
	return { sourceAddresses: [...addresses.keys()], destAddresses: [...addresses.values()] };
};
