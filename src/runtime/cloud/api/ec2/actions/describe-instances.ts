import { applyFilters, filterParameter } from '../describe/filters.ts';
import { findInstances, instanceFilters } from '../describe/find-instances.ts';
import { reservationElements, reservationsOf } from '../describe/instance.ts';
import { pageOf, pageParameters, refuseIdsWithPages } from '../describe/pages.ts';
import { tagReader } from '../describe/tags.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text } from '../schema/elements.ts';
import { list as listParameter, optional } from '../schema/parameters.ts';
import { boolean, instanceId } from '../schema/scalars.ts';

export const describeInstances = action({
	name: 'DescribeInstances',
	since: '2006-06-26',
	summary: "Lists the caller's instances by reservation; the administrator sees everybody's.",
	notes: ['Terminated instances stay in the list for an hour.'],
	parameters: {
		instanceIds: listParameter('InstanceId', instanceId, { soap: 'instancesSet/item/instanceId' }),
		includeManaged: optional('IncludeManagedResources', boolean, { since: '2016-11-15', note: 'ignored' }),
		filters: filterParameter(instanceFilters),
		...pageParameters,
	},
	response: {
		reservationSet: list(reservationElements),
		nextToken: maybe(text({ since: '2013-02-01' })),
	},
	async run({ engine, user, version, parameters }) {
		refuseIdsWithPages(parameters.instanceIds, 'InstanceId', parameters);
		const instances = await findInstances(engine, user, parameters.instanceIds);
		const tagsOf = await tagReader(engine, user);
		const page = pageOf(applyFilters(instances, parameters.filters, instanceFilters, tagsOf), parameters);
		return { reservationSet: reservationsOf(page.items, version, tagsOf), nextToken: page.nextToken };
	},
});
