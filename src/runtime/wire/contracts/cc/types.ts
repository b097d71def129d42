import * as z from 'zod';
import { netConfig } from '../nc/types.ts';

/** First in every request and response of the cluster controller, in this order (spec/eucalyptus §4.1). */
export const ccBaseRequest = {
	correlationId: z.string().optional(),
	userId: z.string().optional(),
};
export const ccBaseResponse = {
	correlationId: z.string().optional(),
	userId: z.string().optional(),
	statusMessage: z.string().optional(),
	return: z.boolean().optional(),
};

/** Memory in MB, disk in GB. */
export const ccVirtualMachineType = z.strictObject({
	name: z.string().optional(),
	memory: z.int32().optional(),
	cores: z.int32().optional(),
	disk: z.int32().optional(),
});

export const ccInstance = z.strictObject({
	imageId: z.string().optional(),
	kernelId: z.string().optional(),
	ramdiskId: z.string().optional(),
	instanceId: z.string().optional(),
	instanceType: ccVirtualMachineType.optional(),
	keyName: z.string().optional(),
	/** xs:dateTime with Z. */
	launchTime: z.string().optional(),
	/** Pending, Extant or Teardown. */
	stateName: z.string().optional(),
	netParams: netConfig.optional(),
	ownerId: z.string().optional(),
	reservationId: z.string().optional(),
	/** URL of the node controller. */
	serviceTag: z.string().optional(),
	userData: z.string().optional(),
	launchIndex: z.string().optional(),
	groupNames: z.array(z.string()),
	/** Why the instance is in Teardown; new here, old readers skip it. */
	stateReason: z.string().optional(),
});
export type CcInstance = z.output<typeof ccInstance>;

export const networkRule = z.strictObject({
	/** firewall-open or firewall-close */
	type: z.string().optional(),
	sourceNames: z.array(z.string()),
	userNames: z.array(z.string()),
	sourceNets: z.array(z.string()),
	destName: z.string().optional(),
	protocol: z.string().optional(),
	portRangeMin: z.int32().optional(),
	portRangeMax: z.int32().optional(),
});
