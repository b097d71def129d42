import * as z from 'zod';
import { contract } from '../../contract.ts';
import { ncBaseRequest, ncBaseResponse, ncInstance, virtualMachineType } from './types.ts';

/** Answers at once, state Pending; idempotent by instance id for the same caller (spec §3.2, §4.4). */
export const ncRunInstance = contract(
	'ncRunInstance',
	z.strictObject({
		...ncBaseRequest,
		imageId: z.string(),
		kernelId: z.string(),
		ramdiskId: z.string().optional(),
		imageURL: z.string(),
		kernelURL: z.string(),
		ramdiskURL: z.string().optional(),
		instanceId: z.string(),
		instanceType: virtualMachineType,
		/** The text of the public key, not its name. Empty for none. */
		keyName: z.string(),
		publicMacAddress: z.string(),
		privateMacAddress: z.string(),
		reservationId: z.string(),
		vlan: z.int32(),
		userData: z.string().optional(),
		launchIndex: z.string().optional(),
		groupNames: z.array(z.string()),
	}),
	z.strictObject({ ...ncBaseResponse, instance: ncInstance.optional() }),
);
