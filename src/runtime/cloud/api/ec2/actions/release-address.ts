import { ADDRESSES, nothingToFind } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { optional } from '../schema/parameters.ts';
import { text } from '../schema/scalars.ts';

export const releaseAddress = action({
	name: 'ReleaseAddress',
	since: '2008-02-01',
	summary: 'Takes an address of the caller back.',
	waitsFor: nothingToFind(ADDRESSES, 'InvalidAddress.NotFound'),
	parameters: {
		publicIp: optional('PublicIp', text),
		allocationId: optional('AllocationId', text, { since: '2011-01-01' }),
		networkBorderGroup: optional('NetworkBorderGroup', text, { since: '2016-11-15' }),
	},
	response: done,
	async run({ parameters }) {
		const { publicIp, allocationId } = parameters;
		throw publicIp === undefined
			? allocationId === undefined
				? ec2Errors('PARAMETER_MISSING', { name: 'PublicIp' })
				: ec2Errors('ALLOCATION_UNKNOWN', { id: allocationId })
			: ec2Errors('ADDRESS_UNKNOWN', { address: publicIp });
	},
});
