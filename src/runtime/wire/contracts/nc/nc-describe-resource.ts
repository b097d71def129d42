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
		memorySizeMax: z.int32(),
		memorySizeAvailable: z.int32(),
		diskSizeMax: z.int32(),
		diskSizeAvailable: z.int32(),
		numberOfCoresMax: z.int32(),
		numberOfCoresAvailable: z.int32(),
		publicSubnets: z.string(),
	}),
);
