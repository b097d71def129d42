import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse, ccVirtualMachineType } from './types.ts';

/** Per type: how many fit on the nodes in all and right now; `serviceTags` are the URLs of all nodes, dead or alive. */
export const DescribeResources = contract(
	'DescribeResources',
	z.strictObject({ ...ccBaseRequest, instanceTypes: z.array(ccVirtualMachineType) }),
	z.strictObject({
		...ccBaseResponse,
		resources: z.array(
			z.strictObject({
				instanceType: ccVirtualMachineType,
				maxInstances: z.int32(),
				availableInstances: z.int32(),
			}),
		),
		serviceTags: z.array(z.string()),
	}),
);
