import { tagSpecifications } from '../describe/tags.ts';
import { ADDRESSES, refuse, unsupported } from '../describe/waiting.ts';
import { action } from '../schema/action.ts';
import { maybe, text } from '../schema/elements.ts';
import { optional } from '../schema/parameters.ts';
import { text as anyText } from '../schema/scalars.ts';

export const allocateAddress = action({
	name: 'AllocateAddress',
	since: '2008-02-01',
	summary: 'Gives the caller an address.',
	waitsFor: unsupported(ADDRESSES),
	parameters: {
		domain: optional('Domain', anyText, { since: '2011-01-01' }),
		address: optional('Address', anyText, { since: '2016-11-15' }),
		tags: tagSpecifications,
	},
	response: {
		publicIp: text(),
		domain: maybe(text({ since: '2011-01-01' })),
		allocationId: maybe(text({ since: '2011-01-01' })),
	},
	async run() {
		return refuse('AllocateAddress', ADDRESSES);
	},
});
