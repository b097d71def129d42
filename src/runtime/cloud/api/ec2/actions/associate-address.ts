import { ADDRESSES, nothingToFind } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { boolean, maybe, text } from '../schema/elements.ts';
import { optional } from '../schema/parameters.ts';
import { boolean as anyBoolean, text as anyText, instanceId } from '../schema/scalars.ts';

export const associateAddress = action({
	name: 'AssociateAddress',
	since: '2008-02-01',
	summary: 'Gives an address of the caller to an instance.',
	waitsFor: nothingToFind(ADDRESSES, 'InvalidAddress.NotFound'),
	parameters: {
		publicIp: optional('PublicIp', anyText),
		instanceId: optional('InstanceId', instanceId),
		allocationId: optional('AllocationId', anyText, { since: '2011-01-01' }),
		allowReassociation: optional('AllowReassociation', anyBoolean, { since: '2013-02-01' }),
		networkInterfaceId: optional('NetworkInterfaceId', anyText, { since: '2013-02-01' }),
		privateIpAddress: optional('PrivateIpAddress', anyText, { since: '2013-02-01' }),
	},
	response: { return: boolean(), associationId: maybe(text({ since: '2011-01-01' })) },
	async run({ parameters }) {
		const { publicIp, allocationId } = parameters;
		throw publicIp === undefined
			? allocationId === undefined
				? ec2Errors('PARAMETER_MISSING', { name: 'PublicIp' })
				: ec2Errors('ALLOCATION_UNKNOWN', { id: allocationId })
			: ec2Errors('ADDRESS_UNKNOWN', { address: publicIp });
	},
});
