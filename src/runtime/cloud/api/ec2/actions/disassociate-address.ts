import { ADDRESSES, nothingToFind } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { optional } from '../schema/parameters.ts';
import { text } from '../schema/scalars.ts';

export const disassociateAddress = action({
	name: 'DisassociateAddress',
	since: '2008-02-01',
	summary: 'Takes an address from its instance.',
	waitsFor: nothingToFind(ADDRESSES, 'InvalidAddress.NotFound'),
	parameters: {
		publicIp: optional('PublicIp', text),
		associationId: optional('AssociationId', text, { since: '2011-01-01' }),
	},
	response: done,
	async run({ parameters: { publicIp, associationId } }) {
		throw publicIp === undefined
			? associationId === undefined
				? ec2Errors('PARAMETER_MISSING', { name: 'PublicIp' })
				: ec2Errors('ASSOCIATION_UNKNOWN', { id: associationId })
			: ec2Errors('ADDRESS_UNKNOWN', { address: publicIp });
	},
});
