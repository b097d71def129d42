import { anyFilterParameter } from '../describe/filters.ts';
import { ADDRESSES, emptyList } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { text as anyText } from '../schema/scalars.ts';

export const describeAddresses = action({
	name: 'DescribeAddresses',
	since: '2008-02-01',
	summary: 'Answers an empty list: nobody owns addresses here. libcloud asks for them with every list of instances.',
	waitsFor: emptyList(ADDRESSES, 'InvalidAddress.NotFound'),
	parameters: {
		publicIps: listParameter('PublicIp', anyText, { soap: 'publicIpsSet/item/publicIp' }),
		allocationIds: listParameter('AllocationId', anyText, {
			soap: 'allocationIdsSet/item/allocationId',
			since: '2011-01-01',
		}),
		filters: anyFilterParameter,
	},
	response: {
		addressesSet: list({
			publicIp: text(),
			instanceId: maybe(text()),
			domain: maybe(text({ since: '2011-01-01' })),
			allocationId: maybe(text({ since: '2011-01-01' })),
			associationId: maybe(text({ since: '2011-01-01' })),
		}),
	},
	async run({ parameters: { publicIps, allocationIds } }) {
		const [unknown] = [...publicIps, ...allocationIds];
		if (unknown !== undefined) {
			throw ec2Errors('ADDRESS_UNKNOWN', { address: unknown });
		}

		return { addressesSet: [] };
	},
});
