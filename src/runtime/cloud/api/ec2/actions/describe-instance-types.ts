import type { InstanceType } from '../../../engine/instance-types.ts';
import { cloudErrors } from '../../../errors.ts';
import { applyFilters, type Filters, filterParameter } from '../describe/filters.ts';
import { HYPERVISOR } from '../describe/instance.ts';
import { pageOf, pageParameters } from '../describe/pages.ts';
import { action } from '../schema/action.ts';
import { boolean, integer, list, maybe, structure, text, textList } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { text as anyText } from '../schema/scalars.ts';

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
};

export const describeInstanceTypes = action({
	name: 'DescribeInstanceTypes',
	since: '2016-11-15',
	summary: 'Lists the sizes in which instances come.',
	parameters: {
		names: listParameter('InstanceType', anyText, { note: 'the names of 1.1, such as `small`, are known, too' }),
		filters: filterParameter(filters),
		...pageParameters,
	},
	response: {
		instanceTypeSet: list({
			instanceType: text(),
			currentGeneration: boolean(),
			bareMetal: boolean(),
			hypervisor: text(),
			processorInfo: structure({ supportedArchitectures: textList() }),
			vCpuInfo: structure({ defaultVCpus: integer() }),
			memoryInfo: structure({ sizeInMiB: integer() }),
			instanceStorageSupported: boolean(),
			instanceStorageInfo: structure({ totalSizeInGB: integer() }),
			supportedRootDeviceTypes: textList(),
			supportedVirtualizationTypes: textList(),
		}),
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
			instanceTypeSet: page.items.map(({ type }) => ({
				instanceType: type.name,
				currentGeneration: true,
				bareMetal: false,
				hypervisor: HYPERVISOR,
				processorInfo: { supportedArchitectures: ['i386', 'x86_64'] },
				vCpuInfo: { defaultVCpus: type.cores },
				memoryInfo: { sizeInMiB: type.memoryMb },
				instanceStorageSupported: true,
				instanceStorageInfo: { totalSizeInGB: type.diskGb },
				supportedRootDeviceTypes: ['instance-store'],
				supportedVirtualizationTypes: ['paravirtual'],
			})),
			nextToken: page.nextToken,
		};
	},
});
