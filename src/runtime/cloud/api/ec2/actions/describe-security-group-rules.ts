import { applyFilters, type Filters, filterParameter } from '../describe/filters.ts';
import { pageOf, pageParameters, refuseIdsWithPages } from '../describe/pages.ts';
import { groupIdsOf, type RuleInGroup, ruleContent, ruleElements } from '../describe/security-group.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { text as anyText } from '../schema/scalars.ts';

const filters: Filters<RuleInGroup> = {
	'group-id': ({ group }) => group.id,
	'security-group-rule-id': ({ id }) => id,
};

export const describeSecurityGroupRules = action({
	name: 'DescribeSecurityGroupRules',
	since: '2016-11-15',
	summary: "Lists the rules of the caller's security groups, each with its id.",
	notes: [
		"Rules have no tags. The administrator sees those of others with `DescribeSecurityGroups`, by the group's id.",
	],
	parameters: {
		ruleIds: listParameter('SecurityGroupRuleId', anyText, { soap: 'securityGroupRuleIdSet/item/securityGroupRuleId' }),
		filters: filterParameter(filters),
		...pageParameters,
	},
	response: { securityGroupRuleSet: list(ruleElements), nextToken: maybe(text()) },
	async run({ engine, user, parameters }) {
		const { ruleIds } = parameters;
		refuseIdsWithPages(ruleIds, 'SecurityGroupRuleId', parameters);
		const groups = await engine.securityGroups.find(user, []);
		const rules = groups.flatMap((group) => group.rules.map((rule) => ({ ...rule, group })));
		const unknown = ruleIds.find((id) => !rules.some((rule) => rule.id === id));
		if (unknown !== undefined) {
			throw ec2Errors('RULE_ID_UNKNOWN', { id: unknown });
		}

		const asked = rules.filter(({ id }) => ruleIds.length === 0 || ruleIds.includes(id));
		const page = pageOf(applyFilters(asked, parameters.filters, filters), parameters);
		const ids = groupIdsOf(groups);
		return {
			securityGroupRuleSet: page.items.map((rule) => ruleContent(rule, ids)),
			nextToken: page.nextToken,
		};
	},
});
