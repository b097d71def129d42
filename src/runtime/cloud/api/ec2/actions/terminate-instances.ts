import { changedStates, stateContent } from '../describe/instance.ts';
import { action } from '../schema/action.ts';
import { optional, requiredList } from '../schema/parameters.ts';
import { boolean, instanceId } from '../schema/scalars.ts';

export const terminateInstances = action({
	name: 'TerminateInstances',
	since: '2006-06-26',
	summary: 'Ends instances. Either all of them exist and are ended, or none is.',
	notes: [
		'Ending an instance that has ended is no error.',
		'An instance with `disableApiTermination` answers `OperationNotPermitted`, to the administrator, too.',
	],
	parameters: {
		instanceIds: requiredList('InstanceId', instanceId, { soap: 'instancesSet/item/instanceId' }),
		force: optional('Force', boolean, { since: '2016-11-15', note: 'ignored' }),
		skipOsShutdown: optional('SkipOsShutdown', boolean, { since: '2016-11-15', note: 'ignored' }),
	},
	response: changedStates,
	async run({ engine, user, parameters, requestId }) {
		const ids = [...new Set(parameters.instanceIds)];
		const changes = await engine.instances.terminate(user, ids, requestId);
		return {
			instancesSet: changes.map((change) => ({
				instanceId: change.instanceId,
				shutdownState: stateContent(change.current),
				currentState: stateContent(change.current),
				previousState: stateContent(change.previous),
			})),
		};
	},
});
