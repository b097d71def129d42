import * as z from 'zod';

/** First in every request and response of the node controller, in this order (spec/eucalyptus §3.1). */
export const ncBaseRequest = {
	correlationId: z.string().optional(),
	/** On whose behalf; `eucalyptus` is the administrator. */
	userId: z.string(),
};
export const ncBaseResponse = {
	correlationId: z.string().optional(),
	userId: z.string().optional(),
	return: z.boolean().optional(),
	statusMessage: z.int32().optional(),
};

/** Memory in MB, disk in GB (spec §3.6: one unit, EC2's meaning). */
export const virtualMachineType = z.strictObject({
	memory: z.int32().optional(),
	cores: z.int32().optional(),
	disk: z.int32().optional(),
});

export const netConfig = z.strictObject({
	privateMacAddress: z.string(),
	publicMacAddress: z.string(),
	vlan: z.int32(),
	privateIp: z.string(),
	publicIp: z.string(),
});

export const ncInstance = z.strictObject({
	instanceId: z.string(),
	instanceType: virtualMachineType,
	imageId: z.string(),
	kernelId: z.string(),
	ramdiskId: z.string().optional(),
	imageURL: z.string(),
	kernelURL: z.string(),
	ramdiskURL: z.string().optional(),
	stateCode: z.string(),
	/** Pending, Extant or Teardown (spec §3.3). */
	stateName: z.string(),
	userId: z.string(),
	keyName: z.string(),
	/** xs:dateTime with Z. */
	launchTime: z.string().optional(),
	reservationId: z.string(),
	netParams: netConfig.optional(),
	/** Why the instance is in Teardown; new here, old readers skip it. */
	stateReason: z.string().optional(),
});
export type NcInstance = z.output<typeof ncInstance>;
