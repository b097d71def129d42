import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse } from './types.ts';

/** Two lists of equal length; `0.0.0.0` in the second means free. Fails unless the mode is MANAGED. */
export const DescribePublicAddresses = contract(
	'DescribePublicAddresses',
	z.strictObject({ ...ccBaseRequest }),
	z.strictObject({ ...ccBaseResponse, sourceAddresses: z.array(z.string()), destAddresses: z.array(z.string()) }),
);
