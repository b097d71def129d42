import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ccBaseRequest, ccBaseResponse, ccInstance, ccVirtualMachineType } from './types.ts';

/**
 * Ids and MACs come from the cloud controller, one per possible instance. Fewer than `minCount` placed: none is started
 * and the call fails (spec §8 row 13).
 */
export const RunInstances = contract(
	'RunInstances',
	z.strictObject({
		...ccBaseRequest,
		imageId: z.string().optional(),
		kernelId: z.string().optional(),
		ramdiskId: z.string().optional(),
		imageURL: z.string().optional(),
		kernelURL: z.string().optional(),
		ramdiskURL: z.string().optional(),
		instanceType: ccVirtualMachineType.optional(),
		/** The text of the public key. */
		keyName: z.string().optional(),
		maxCount: z.int32(),
		minCount: z.int32(),
		reservationId: z.string(),
		instanceIds: z.array(z.string()),
		netNames: z.array(z.string()),
		macAddresses: z.array(z.string()),
		vlan: z.int32(),
		userData: z.string(),
		launchIndex: z.string(),
	}),
	z.strictObject({ ...ccBaseResponse, instances: z.array(ccInstance) }),
);
