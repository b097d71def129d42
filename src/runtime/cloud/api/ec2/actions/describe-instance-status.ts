import type { Instance } from '../../../engine/instance.ts';
import { applyFilters, type Filters, filterParameter, matchNothing } from '../describe/filters.ts';
import { findInstances } from '../describe/find-instances.ts';
import { stateContent, stateElements } from '../describe/instance.ts';
import { pageOf, pageParameters, refuseIdsWithPages } from '../describe/pages.ts';
import { tagReader } from '../describe/tags.ts';
import { action } from '../schema/action.ts';
import { list, maybe, structure, text, time } from '../schema/elements.ts';
import { list as listParameter, optional } from '../schema/parameters.ts';
import { boolean, instanceId } from '../schema/scalars.ts';

const filters: Filters<Instance> = {
	'availability-zone': ({ zone }) => zone,
	'instance-state-name': ({ state }) => state,
	'instance-state-code': ({ state }) => String(stateContent(state).code),
	'instance-status.status': statusOf,
	'system-status.status': statusOf,
	...matchNothing(
		'attached-ebs-status.status',
		'availability-zone-id',
		'event.*',
		'instance-status.reachability',
		'operator.*',
		'system-status.reachability',
	),
};

const summary = structure({
	status: text(),
	details: list({ name: text(), status: text(), impairedSince: maybe(time()) }),
});

export const describeInstanceStatus = action({
	name: 'DescribeInstanceStatus',
	since: '2013-02-01',
	summary: 'Lists running instances and whether the cloud hears of them; all instances on request.',
	parameters: {
		instanceIds: listParameter('InstanceId', instanceId, { soap: 'instancesSet/item/instanceId' }),
		includeAllInstances: optional('IncludeAllInstances', boolean),
		includeManaged: optional('IncludeManagedResources', boolean, { since: '2016-11-15', note: 'ignored' }),
		filters: filterParameter(filters),
		...pageParameters,
	},
	response: {
		instanceStatusSet: list({
			instanceId: text(),
			availabilityZone: text(),
			instanceState: structure(stateElements),
			systemStatus: summary,
			instanceStatus: summary,
			eventsSet: list({
				instanceEventId: maybe(text({ since: '2016-11-15' })),
				code: text(),
				description: text(),
				notBefore: maybe(time()),
				notAfter: maybe(time()),
				notBeforeDeadline: maybe(time({ since: '2016-11-15' })),
			}),
		}),
		nextToken: maybe(text()),
	},
	async run({ engine, user, parameters }) {
		refuseIdsWithPages(parameters.instanceIds, 'InstanceId', parameters);
		const instances = await findInstances(engine, user, parameters.instanceIds);
		const asked = instances.filter(({ state }) => state === 'running' || parameters.includeAllInstances === true);
		const page = pageOf(applyFilters(asked, parameters.filters, filters, await tagReader(engine, user)), parameters);
		return {
			instanceStatusSet: page.items.map((instance) => {
				const status = { status: statusOf(instance), details: [] };
				return {
					instanceId: instance.id,
					availabilityZone: instance.zone,
					instanceState: stateContent(instance.state),
					systemStatus: status,
					instanceStatus: status,
					// nobody plans the end of a machine here
					eventsSet: [],
				};
			}),
			nextToken: page.nextToken,
		};
	},
});

/** An instance counts as running only as long as its cluster reports it. */
function statusOf({ state }: Instance): string {
	return state === 'running' ? 'ok' : 'not-applicable';
}
