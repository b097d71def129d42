import type { InstanceType } from '../../../engine/instance-types.ts';
import { cloudErrors } from '../../../errors.ts';
import { applyFilters, type Filters, filterParameter, matchNothing } from '../describe/filters.ts';
import { HYPERVISOR } from '../describe/instance.ts';
import { pageOf, pageParameters } from '../describe/pages.ts';
import { action } from '../schema/action.ts';
import { boolean, integer, list, maybe, structure, text, textList } from '../schema/elements.ts';
import { list as listParameter, optional } from '../schema/parameters.ts';
import { boolean as anyBoolean, text as anyText } from '../schema/scalars.ts';

/** Of later Eucalyptus, which had this action years before Amazon: boto and libcloud's driver for it read that form. */
const EUCALYPTUS_NAMESPACE = 'http://msgs.eucalyptus.com/3.3.0';

const ARCHITECTURES = ['i386', 'x86_64'];

const filters: Filters<InstanceType> = {
	'instance-type': ({ name }) => name,
	'current-generation': () => 'true',
	'bare-metal': () => 'false',
	hypervisor: () => HYPERVISOR,
	'memory-info.size-in-mib': ({ memoryMb }) => String(memoryMb),
	'vcpu-info.default-vcpus': ({ cores }) => String(cores),
	'instance-storage-supported': () => 'true',
	'instance-storage-info.total-size-in-gb': ({ diskGb }) => String(diskGb),
	'supported-root-device-type': () => 'instance-store',
	'supported-usage-class': () => 'on-demand',
	'supported-virtualization-type': () => 'paravirtual',
	'processor-info.supported-architecture': () => ARCHITECTURES,
	'vcpu-info.default-cores': ({ cores }) => String(cores),
	'vcpu-info.valid-cores': ({ cores }) => String(cores),
	'vcpu-info.default-threads-per-core': () => '1',
	'vcpu-info.valid-threads-per-core': () => '1',
	'auto-recovery-supported': () => 'false',
	'burstable-performance-supported': () => 'false',
	'dedicated-hosts-supported': () => 'false',
	'free-tier-eligible': () => 'false',
	'hibernation-supported': () => 'false',
	...matchNothing(
		'ebs-info.*',
		'instance-storage-info.*',
		'network-info.*',
		'nitro-enclaves-support',
		'nitro-tpm-info.*',
		'nitro-tpm-support',
		'processor-info.*',
		'reboot-migration-support',
		'supported-boot-mode',
	),
};

export const describeInstanceTypes = action({
	name: 'DescribeInstanceTypes',
	since: '2016-11-15',
	summary: 'Lists the sizes in which instances come.',
	notes: ['`instanceTypeDetails` is the form of later Eucalyptus, in its own namespace: boto and libcloud read it.'],
	parameters: {
		names: listParameter('InstanceType', anyText, { note: 'the names of 1.1, such as `small`, are known, too' }),
		includeUnsupported: optional('IncludeUnsupportedInRegion', anyBoolean, { since: '2016-11-15', note: 'ignored' }),
		filters: filterParameter(filters),
		...pageParameters,
	},
	response: {
		instanceTypeDetails: list(
			{ name: text(), cpu: integer(), disk: integer(), memory: integer() },
			{ namespace: EUCALYPTUS_NAMESPACE },
		),
		instanceTypeSet: list(
			{
				instanceType: text(),
				currentGeneration: boolean(),
				bareMetal: boolean(),
				hypervisor: text(),
				processorInfo: structure({ supportedArchitectures: textList() }),
				vCpuInfo: structure({ defaultVCpus: integer(), defaultCores: integer(), defaultThreadsPerCore: integer() }),
				memoryInfo: structure({ sizeInMiB: integer() }),
				instanceStorageSupported: boolean(),
				instanceStorageInfo: structure({ totalSizeInGB: integer() }),
				supportedRootDeviceTypes: textList(),
				supportedVirtualizationTypes: textList(),
				supportedUsageClasses: textList(),
				freeTierEligible: boolean(),
				burstablePerformanceSupported: boolean(),
				dedicatedHostsSupported: boolean(),
				hibernationSupported: boolean(),
				autoRecoverySupported: boolean(),
			},
			{ since: '2016-11-15' },
		),
		nextToken: maybe(text()),
	},
	async run({ engine, parameters }) {
		const all = engine.instanceTypes.all();
		const named = parameters.names.map((type) => {
			const known = engine.instanceTypes.byName(type);
			if (known === undefined) {
				throw cloudErrors('TYPE_UNKNOWN', { type, types: all.map(({ name }) => name).join(', ') });
			}

			return known;
		});
		const asked = applyFilters(named.length === 0 ? all : named, parameters.filters, filters);
		const page = pageOf(
			asked.map((type) => ({ id: type.name, type })),
			parameters,
		);
		return {
			instanceTypeDetails: page.items.map(({ type }) => ({
				name: type.name,
				cpu: type.cores,
				disk: type.diskGb,
				memory: type.memoryMb,
			})),
			instanceTypeSet: page.items.map(({ type }) => ({
				instanceType: type.name,
				currentGeneration: true,
				bareMetal: false,
				hypervisor: HYPERVISOR,
				processorInfo: { supportedArchitectures: ARCHITECTURES },
				vCpuInfo: { defaultVCpus: type.cores, defaultCores: type.cores, defaultThreadsPerCore: 1 },
				memoryInfo: { sizeInMiB: type.memoryMb },
				instanceStorageSupported: true,
				instanceStorageInfo: { totalSizeInGB: type.diskGb },
				supportedRootDeviceTypes: ['instance-store'],
				supportedVirtualizationTypes: ['paravirtual'],
				supportedUsageClasses: ['on-demand'],
				freeTierEligible: false,
				burstablePerformanceSupported: false,
				dedicatedHostsSupported: false,
				hibernationSupported: false,
				autoRecoverySupported: false,
			})),
			nextToken: page.nextToken,
		};
	},
});
