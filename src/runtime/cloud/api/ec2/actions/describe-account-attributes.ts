import { action } from '../schema/action.ts';
import { list, text } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { word } from '../schema/scalars.ts';

/** What EC2 has no word for: as many as a client can count. */
const UNLIMITED = 0x7fff_ffff;

export const describeAccountAttributes = action({
	name: 'DescribeAccountAttributes',
	since: '2013-02-01',
	summary: "Says that instances live in plain EC2, without a virtual private network, and tells the caller's quota.",
	notes: [`\`max-instances\` is ${UNLIMITED} without a quota.`],
	parameters: {
		names: listParameter(
			'AttributeName',
			word(
				'supported-platforms',
				'default-vpc',
				'max-instances',
				'max-elastic-ips',
				'vpc-max-elastic-ips',
				'vpc-max-security-groups-per-interface',
			),
			{ soap: 'accountAttributeNameSet/item/attributeName' },
		),
	},
	response: {
		accountAttributeSet: list({ attributeName: text(), attributeValueSet: list({ attributeValue: text() }) }),
	},
	async run({ engine, user, parameters: { names } }) {
		const { instances } = await engine.quotaOf(user);
		const attributes = {
			// tells present clients that there is no virtual private network to look for
			'supported-platforms': 'EC2',
			'default-vpc': 'none',
			'max-instances': String(instances ?? UNLIMITED),
			'max-elastic-ips': '0',
			'vpc-max-elastic-ips': '0',
			'vpc-max-security-groups-per-interface': '0',
		};
		const asked = Object.entries(attributes).filter(
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
