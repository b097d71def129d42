import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ncBaseRequest, ncBaseResponse } from './types.ts';

/** Memory in MB, disk in GB. */
export const ncDescribeResource = contract(
	'ncDescribeResource',
	z.strictObject({ ...ncBaseRequest, resourceType: z.string().optional() }),
	z.strictObject({
		...ncBaseResponse,
		nodeStatus: z.string(),
		memorySizeMax: z.int(),
		memorySizeAvailable: z.int(),
		diskSizeMax: z.int(),
		diskSizeAvailable: z.int(),
		numberOfCoresMax: z.int(),
		numberOfCoresAvailable: z.int(),
		publicSubnets: z.string(),
	}),
);
