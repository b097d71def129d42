import type { InstanceSettings } from '../../../engine/instance.ts';
import type { InstanceChange } from '../../../engine/instances.ts';
import { ec2Errors } from '../errors.ts';
import { optional, type Values } from '../schema/parameters.ts';
import { base64, boolean, imageId, text, word } from '../schema/scalars.ts';

/** The words for `Attribute`. */
export const INSTANCE_ATTRIBUTES = [
	'instanceType',
	'kernel',
	'ramdisk',
	'userData',
	'disableApiTermination',
	'disableApiStop',
	'instanceInitiatedShutdownBehavior',
	'rootDeviceName',
	'blockDeviceMapping',
	'productCodes',
	'sourceDestCheck',
	'groupSet',
	'ebsOptimized',
	'enaSupport',
	'enclaveOptions',
	'sriovNetSupport',
] as const;

/** EC2 takes 16 KiB of user data, counted before they are encoded. */
export const USER_DATA_LIMIT = 16 * 1024;

/** What a change of an instance may say: each attribute by its own name; `Attribute` and `Value` are read into these. */
export const changeParameters = {
	instanceType: optional('InstanceType.Value', text, { note: 'of a stopped instance' }),
	kernel: optional('Kernel.Value', imageId, { note: 'of a stopped instance' }),
	ramdisk: optional('Ramdisk.Value', imageId, { note: 'of a stopped instance' }),
	userData: optional('UserData.Value', base64(USER_DATA_LIMIT), { note: 'of a stopped instance' }),
	disableApiTermination: optional('DisableApiTermination.Value', boolean),
	disableApiStop: optional('DisableApiStop.Value', boolean),
	instanceInitiatedShutdownBehavior: optional('InstanceInitiatedShutdownBehavior.Value', word('terminate', 'stop'), {
		note: '`terminate` only',
	}),
};

export type ChangeAsked = Values<typeof changeParameters>;

/** The form `Attribute` and `Value`, as the tools of 2009 have it. */
export function readNamedValue(attribute: string, value: string): Partial<ChangeAsked> {
	switch (attribute) {
		case 'instanceType':
			return { instanceType: text.read(value, 'Value') };
		case 'kernel':
		case 'ramdisk':
			return { [attribute]: imageId.read(value, 'Value') };
		case 'userData':
			return { userData: base64(USER_DATA_LIMIT).read(value, 'Value') };
		case 'disableApiTermination':
		case 'disableApiStop':
			return { [attribute]: boolean.read(value, 'Value') };
		case 'instanceInitiatedShutdownBehavior':
			return { [attribute]: word('terminate', 'stop').read(value, 'Value') };
		default:
			throw ec2Errors('NOT_OFFERED', { feature: `a change of the attribute ${attribute}` });
	}
}

/** Throws PARAMETER_MISSING, PARAMETER_COMBINATION: it is one attribute each time; NOT_OFFERED. */
export function changeOf(asked: Partial<ChangeAsked>): InstanceChange {
	const [first, second] = Object.entries(asked).filter(([, value]) => value !== undefined);
	if (first === undefined) {
		throw ec2Errors('PARAMETER_MISSING', { name: 'Attribute' });
	}

	if (second !== undefined) {
		throw ec2Errors('PARAMETER_COMBINATION', { first: first[0], second: second[0] });
	}

	if (asked.instanceInitiatedShutdownBehavior === 'stop') {
		throw ec2Errors('NOT_OFFERED', { feature: 'instances that stop when they shut down: they are terminated' });
	}

	const settings: Partial<InstanceSettings> = {
		...(asked.disableApiTermination === undefined ? {} : { protectedFromTermination: asked.disableApiTermination }),
		...(asked.disableApiStop === undefined ? {} : { protectedFromStop: asked.disableApiStop }),
	};
	const { instanceType, kernel, ramdisk, userData } = asked;
	const needsStop = [instanceType, kernel, ramdisk, userData].some((value) => value !== undefined);
	return needsStop
		? { whenStopped: { type: instanceType, kernelId: kernel, ramdiskId: ramdisk, userData } }
		: { settings };
}
