import { changedStates } from '../describe/instance.ts';
import { refuseInstanceStore, stopWaits } from '../describe/stopping.ts';
import { action } from '../schema/action.ts';
import { optional, requiredList } from '../schema/parameters.ts';
import { instanceId, text } from '../schema/scalars.ts';

export const startInstances = action({
	name: 'StartInstances',
	since: '2009-10-31',
	summary: 'Is for instances whose disks are volumes; images of this cloud lose their disks when they end.',
	waitsFor: stopWaits,
	parameters: {
		instanceIds: requiredList('InstanceId', instanceId, { soap: 'instancesSet/item/instanceId' }),
		additionalInfo: optional('AdditionalInfo', text, { since: '2013-02-01' }),
	},
	response: changedStates,
	run: refuseInstanceStore,
});
