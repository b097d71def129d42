import * as z from 'zod';
import type { NcInstance } from '../../wire/contracts/nc/types.ts';
import { externalState, INSTANCE_STATES } from './state-machine.ts';

/** What was asked for; never changes. Two requests with the same order are the same request. */
export const instanceOrder = z.strictObject({
	instanceId: z.string(),
	reservationId: z.string(),
	userId: z.string(),
	imageId: z.string(),
	imageURL: z.string(),
	kernelId: z.string(),
	kernelURL: z.string(),
	ramdiskId: z.string().optional(),
	ramdiskURL: z.string().optional(),
	memoryMb: z.int(),
	cores: z.int(),
	diskGb: z.int(),
	publicKey: z.string(),
	privateMac: z.string(),
	publicMac: z.string(),
	vlan: z.int(),
	userData: z.string().optional(),
	launchIndex: z.string().optional(),
	groupNames: z.array(z.string()),
});
export type InstanceOrder = z.output<typeof instanceOrder>;

/** One instance, as it stands in memory and in `instance-checkpoint`. Times are milliseconds since 1970. */
export const instanceRecord = z.strictObject({
	version: z.literal(1),
	order: instanceOrder,
	state: z.enum(INSTANCE_STATES),
	/** Why it is over; shown to the user. */
	reason: z.string().optional(),
	/** Somebody asked to terminate it; it will never run again. */
	cancelled: z.boolean(),
	/** It had a domain at some time. */
	ran: z.boolean(),
	/** Disks and libvirt.xml are complete: only the domain is missing. */
	prepared: z.boolean(),
	/** A reboot was promised and not yet seen. */
	rebooting: z.boolean(),
	/** The host was switched off in an orderly way; the domain comes back with it. */
	hostDown: z.boolean(),
	/** Boot of the host that last saw the domain. */
	bootId: z.string(),
	launchedAt: z.int(),
	teardownAt: z.int().optional(),
	privateIp: z.string(),
	publicIp: z.string(),
});
export type Instance = z.output<typeof instanceRecord>;

export const UNKNOWN_ADDRESS = '0.0.0.0';

export function newInstance(order: InstanceOrder, now: number, bootId: string): Instance {
	return {
		version: 1,
		order,
		state: 'booting',
		cancelled: false,
		ran: false,
		prepared: false,
		rebooting: false,
		hostDown: false,
		bootId,
		launchedAt: now,
		privateIp: UNKNOWN_ADDRESS,
		publicIp: UNKNOWN_ADDRESS,
	};
}

/** As the wire shows it. */
export function toWire({ order, ...instance }: Instance): NcInstance {
	const { code, name } = externalState(instance);
	return {
		instanceId: order.instanceId,
		instanceType: { memory: order.memoryMb, cores: order.cores, disk: order.diskGb },
		imageId: order.imageId,
		kernelId: order.kernelId,
		...(order.ramdiskId === undefined ? {} : { ramdiskId: order.ramdiskId }),
		imageURL: order.imageURL,
		kernelURL: order.kernelURL,
		...(order.ramdiskURL === undefined ? {} : { ramdiskURL: order.ramdiskURL }),
		stateCode: code,
		stateName: name,
		userId: order.userId,
		keyName: order.publicKey,
		launchTime: new Date(instance.launchedAt).toISOString(),
		reservationId: order.reservationId,
		netParams: {
			privateMacAddress: order.privateMac,
			publicMacAddress: order.publicMac,
			vlan: order.vlan,
			privateIp: instance.privateIp,
			publicIp: instance.publicIp,
		},
		...(instance.reason === undefined ? {} : { stateReason: instance.reason }),
	};
}
