import { anyFilterParameter } from '../describe/filters.ts';
import { pageParameters } from '../describe/pages.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { text as anyText } from '../schema/scalars.ts';

export const describeVpcs = action({
	name: 'DescribeVpcs',
	since: '2013-02-01',
	summary:
		'Answers an empty list: there are no virtual private networks here, and deployment tools ask before anything else.',
	waitsFor: { part: 'virtual private networks', answers: 'an empty list' },
	parameters: {
		vpcIds: listParameter('VpcId', anyText, { soap: 'vpcSet/item/vpcId' }),
		filters: anyFilterParameter,
		...pageParameters,
	},
	response: { vpcSet: list({ vpcId: text() }), nextToken: maybe(text()) },
	async run() {
		return { vpcSet: [] };
	},
});
