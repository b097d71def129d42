import * as z from 'zod';
import type { CcInstance } from '../../wire/contracts/cc/types.ts';

/** What the scheduler needs of a node for one instance. Memory in MB, disk in GB. */
export interface Need {
	readonly cores: number;
	readonly memory: number;
	readonly disk: number;
}

/** One instance as the cluster controller remembers it, on disk and in memory. */
export const instanceRecord = z.strictObject({
	instanceId: z.string(),
	reservationId: z.string(),
	ownerId: z.string(),
	imageId: z.string(),
	kernelId: z.string(),
	ramdiskId: z.string().optional(),
	type: z.strictObject({ name: z.string().optional(), cores: z.int(), memory: z.int(), disk: z.int() }),
	keyName: z.string(),
	state: z.enum(['Pending', 'Extant', 'Teardown']),
	reason: z.string().optional(),
	/** xs:dateTime with Z. */
	launchTime: z.string(),
	mac: z.string(),
	vlan: z.int(),
	/** `0.0.0.0` while unknown. */
	privateIp: z.string(),
	publicIp: z.string(),
	nodeUrl: z.string(),
	userData: z.string(),
	launchIndex: z.string(),
	groupNames: z.array(z.string()),
	/** When it was placed on its node, in ms since 1970; the node is asked after this is on disk. */
	placedAt: z.number(),
	/** When its node said yes; absent while nobody knows. */
	confirmedAt: z.number().optional(),
	/** Somebody asked to end it; asked again of the node until it is gone. */
	endRequested: z.boolean(),
	/** Milliseconds since 1970; set with Teardown. */
	goneAt: z.number().optional(),
});
export type InstanceRecord = z.output<typeof instanceRecord>;

/**
 * An instance that must not run on this node, although it may: the node timed out when asked to start it, and it was
 * started elsewhere or nowhere. Its card stays taken until the node says that it is gone.
 */
export const ending = z.strictObject({
	instanceId: z.string(),
	nodeUrl: z.string(),
	ownerId: z.string(),
	mac: z.string(),
	/** Until then (ms since 1970) the node may still receive the request to start it. */
	lateStartUntil: z.number(),
});
export type Ending = z.output<typeof ending>;

export const NO_ADDRESS = '0.0.0.0';

export function toCcInstance(record: InstanceRecord): CcInstance {
	return {
		imageId: record.imageId,
		kernelId: record.kernelId,
		...(record.ramdiskId === undefined ? {} : { ramdiskId: record.ramdiskId }),
		instanceId: record.instanceId,
		instanceType: { ...record.type },
		keyName: record.keyName,
		launchTime: record.launchTime,
		stateName: record.state,
		netParams: {
			privateMacAddress: record.mac,
			publicMacAddress: record.mac,
			vlan: record.vlan,
			privateIp: record.privateIp,
			publicIp: record.publicIp,
		},
		ownerId: record.ownerId,
		reservationId: record.reservationId,
		serviceTag: record.nodeUrl,
		userData: record.userData,
		launchIndex: record.launchIndex,
		groupNames: record.groupNames,
		...(record.reason === undefined ? {} : { stateReason: record.reason }),
	};
}
