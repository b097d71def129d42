import { changedStates } from '../describe/instance.ts';
import { refuseInstanceStore, stopWaits } from '../describe/stopping.ts';
import { action } from '../schema/action.ts';
import { optional, requiredList } from '../schema/parameters.ts';
import { boolean, instanceId } from '../schema/scalars.ts';

export const stopInstances = action({
	name: 'StopInstances',
	since: '2009-10-31',
	summary: 'Is for instances whose disks are volumes; images of this cloud lose their disks when they end.',
	waitsFor: stopWaits,
	parameters: {
		instanceIds: requiredList('InstanceId', instanceId, { soap: 'instancesSet/item/instanceId' }),
		force: optional('Force', boolean),
		skipOsShutdown: optional('SkipOsShutdown', boolean, { since: '2016-11-15' }),
		hibernate: optional('Hibernate', boolean, { since: '2016-11-15' }),
	},
	response: changedStates,
	run: refuseInstanceStore,
});
