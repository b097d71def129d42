import { action, done } from '../schema/action.ts';
import { requiredList } from '../schema/parameters.ts';
import { instanceId } from '../schema/scalars.ts';

export const rebootInstances = action({
	name: 'RebootInstances',
	since: '2006-10-01',
	summary: 'Restarts instances in place; addresses and disks stay.',
	parameters: { instanceIds: requiredList('InstanceId', instanceId, { soap: 'instancesSet/item/instanceId' }) },
	response: done,
	async run({ engine, user, parameters, requestId }) {
		await engine.instances.reboot(user, [...new Set(parameters.instanceIds)], requestId);
		return { return: true };
	},
});
