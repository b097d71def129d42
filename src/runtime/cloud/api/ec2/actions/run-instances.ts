import { reservationContent, reservationElements } from '../describe/instance.ts';
import { groupsAsked, RUN_NOT_OFFERED, runParameters, settingsAsked } from '../describe/run-parameters.ts';
import { refuseWhatIsMissingHere } from '../describe/run-refusals.ts';
import { tagReader, tagsFor } from '../describe/tags.ts';
import { action } from '../schema/action.ts';

export const runInstances = action({
	name: 'RunInstances',
	since: '2006-06-26',
	summary: 'Starts as many instances as fit, at least `MinCount` and at most `MaxCount`, or none.',
	notes: [
		'The answer comes as soon as the instances have their places and addresses; they are `pending` until they run.',
		'The same `ClientToken` with the same parameters answers the reservation that it made before.',
		'Tags for `instance` are set in the same moment; those for `volume` have nothing to go to.',
	],
	parameters: runParameters,
	notOffered: RUN_NOT_OFFERED,
	response: reservationElements,
	async run({ engine, user, version, parameters, requestId }) {
		refuseWhatIsMissingHere(parameters);
		const tags = tagsFor('instance', parameters.tags, ['volume', 'network-interface']);
		const instances = await engine.instances.run(
			user,
			{
				imageId: parameters.imageId,
				minCount: parameters.minCount,
				maxCount: parameters.maxCount,
				keyName: parameters.keyName,
				type: parameters.instanceType,
				zone: parameters.zone ?? parameters.zoneId,
				kernelId: parameters.kernelId,
				ramdiskId: parameters.ramdiskId,
				groups: groupsAsked(parameters),
				userData: parameters.userData,
				clientToken: parameters.clientToken,
				settings: settingsAsked(parameters),
				tags,
			},
			requestId,
		);
		return reservationContent(instances, version, await tagReader(engine, user));
	},
});
