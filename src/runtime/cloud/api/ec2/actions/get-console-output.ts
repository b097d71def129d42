import { action } from '../schema/action.ts';
import { text, time } from '../schema/elements.ts';
import { optional, required } from '../schema/parameters.ts';
import { boolean, instanceId } from '../schema/scalars.ts';

export const getConsoleOutput = action({
	name: 'GetConsoleOutput',
	since: '2006-10-01',
	summary: 'The last 64 KiB that the instance wrote to its console.',
	parameters: {
		instanceId: required('InstanceId', instanceId, { alsoFirstOfList: true }),
		latest: optional('Latest', boolean, { since: '2016-11-15', note: 'the output is always the latest' }),
	},
	response: { instanceId: text(), timestamp: time(), output: text() },
	async run({ engine, user, parameters, requestId }) {
		const { output, at } = await engine.instances.consoleOutput(user, parameters.instanceId, requestId);
		return { instanceId: parameters.instanceId, timestamp: at, output: output.toString('base64') };
	},
});
