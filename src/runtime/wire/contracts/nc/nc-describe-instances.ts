import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ncBaseRequest, ncBaseResponse, ncInstance } from './types.ts';

/** No ids: all that are visible to `userId`. Unknown ids are skipped. */
export const ncDescribeInstances = contract(
	'ncDescribeInstances',
	z.strictObject({ ...ncBaseRequest, instanceIds: z.array(z.string()) }),
	z.strictObject({ ...ncBaseResponse, instances: z.array(ncInstance) }),
);
