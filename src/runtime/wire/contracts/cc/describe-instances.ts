import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse, ccInstance } from './types.ts';

/** From the cache; an instance of a silent node keeps its last state (spec §8 row 39). No ids: all. */
export const DescribeInstances = contract(
	'DescribeInstances',
	z.strictObject({ ...ccBaseRequest, instanceIds: z.array(z.string()) }),
	z.strictObject({ ...ccBaseResponse, instances: z.array(ccInstance) }),
);
