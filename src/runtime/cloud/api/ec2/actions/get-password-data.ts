import { findInstances } from '../describe/find-instances.ts';
import { action } from '../schema/action.ts';
import { text, time } from '../schema/elements.ts';
import { required } from '../schema/parameters.ts';
import { instanceId } from '../schema/scalars.ts';

export const getPasswordData = action({
	name: 'GetPasswordData',
	since: '2009-10-31',
	summary: 'Answers an empty password: only Windows instances have one, and there are none.',
	parameters: { instanceId: required('InstanceId', instanceId) },
	response: { instanceId: text(), timestamp: time(), passwordData: text() },
	async run({ engine, user, parameters }) {
		const [instance] = await findInstances(engine, user, [parameters.instanceId]);
		return { instanceId: parameters.instanceId, timestamp: instance?.launchTime ?? 0, passwordData: '' };
	},
});
