import type { Instance } from '../../../engine/instance.ts';
import { findInstances } from '../describe/find-instances.ts';
import { groupElements, groupSet } from '../describe/groups.ts';
import { volumeMappingElements } from '../describe/instance.ts';
import { INSTANCE_ATTRIBUTES } from '../describe/instance-attributes.ts';
import { productCodeContent } from '../describe/product-codes.ts';
import { action } from '../schema/action.ts';
import { boolean, list, maybe, structure, text } from '../schema/elements.ts';
import { required } from '../schema/parameters.ts';
import { instanceId, word } from '../schema/scalars.ts';
import type { KnownVersion } from '../versions.ts';

const value = maybe(structure({ value: maybe(text()) }));
const flag = maybe(structure({ value: boolean() }));

export const describeInstanceAttribute = action({
	name: 'DescribeInstanceAttribute',
	since: '2009-10-31',
	summary: 'Tells one attribute of an instance.',
	parameters: {
		instanceId: required('InstanceId', instanceId),
		attribute: required('Attribute', word(...INSTANCE_ATTRIBUTES), { soapChoices: INSTANCE_ATTRIBUTES }),
	},
	response: {
		instanceId: text(),
		instanceType: value,
		kernel: value,
		ramdisk: value,
		userData: value,
		disableApiTermination: flag,
		disableApiStop: flag,
		instanceInitiatedShutdownBehavior: value,
		rootDeviceName: value,
		blockDeviceMapping: maybe(list(volumeMappingElements)),
		productCodes: maybe(list({ productCode: text(), type: text({ since: '2013-02-01' }) })),
		sourceDestCheck: flag,
		groupSet: maybe(list(groupElements)),
		ebsOptimized: flag,
		enaSupport: flag,
		enclaveOptions: maybe(structure({ enabled: boolean() })),
		sriovNetSupport: value,
	},
	async run({ engine, user, version, parameters }) {
		const [instance] = await findInstances(engine, user, [parameters.instanceId]);
		const { attribute } = parameters;
		const content = instance === undefined ? undefined : READERS[attribute](instance, version);
		return { instanceId: parameters.instanceId, [attribute]: content };
	},
});

const READERS = {
	instanceType: ({ type }: Instance) => ({ value: type }),
	kernel: ({ kernelId }: Instance) => ({ value: kernelId }),
	ramdisk: ({ ramdiskId }: Instance) => ({ value: ramdiskId }),
	userData: ({ userData }: Instance) => ({ value: userData?.toString('base64') }),
	disableApiTermination: ({ settings }: Instance) => ({ value: settings.protectedFromTermination }),
	disableApiStop: ({ settings }: Instance) => ({ value: settings.protectedFromStop }),
	instanceInitiatedShutdownBehavior: () => ({ value: 'terminate' }),
	rootDeviceName: () => ({ value: '/dev/sda1' }),
	blockDeviceMapping: () => [],
	productCodes: ({ productCodes }: Instance) => productCodeContent(productCodes) ?? [],
	sourceDestCheck: () => ({ value: false }),
	groupSet: ({ groups }: Instance, version: KnownVersion) => groupSet(groups, version),
	ebsOptimized: () => ({ value: false }),
	enaSupport: () => ({ value: false }),
	enclaveOptions: () => ({ enabled: false }),
	// absent, as of machines that do not have it
	sriovNetSupport: () => undefined,
};
