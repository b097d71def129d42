import { action } from '../schema/action.ts';
import { list, text } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { word } from '../schema/scalars.ts';

/** Tells present clients that there is no virtual private network to look for. */
const ATTRIBUTES = { 'supported-platforms': 'EC2', 'default-vpc': 'none' } as const;

export const describeAccountAttributes = action({
	name: 'DescribeAccountAttributes',
	since: '2013-02-01',
	summary: 'Says that instances live in plain EC2, without a virtual private network.',
	parameters: {
		names: listParameter('AttributeName', word('supported-platforms', 'default-vpc'), {
			soap: 'accountAttributeNameSet/item/attributeName',
		}),
	},
	response: {
		accountAttributeSet: list({ attributeName: text(), attributeValueSet: list({ attributeValue: text() }) }),
	},
	async run({ parameters: { names } }) {
		const asked = Object.entries(ATTRIBUTES).filter(
			([name]) => names.length === 0 || names.some((each) => each === name),
		);
		return {
			accountAttributeSet: asked.map(([attributeName, attributeValue]) => ({
				attributeName,
				attributeValueSet: [{ attributeValue }],
			})),
		};
	},
});
