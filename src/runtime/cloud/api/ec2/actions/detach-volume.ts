import { attachmentElements, nothingToFind, VOLUMES } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { optional, required } from '../schema/parameters.ts';
import { boolean, instanceId, text, volumeId } from '../schema/scalars.ts';

export const detachVolume = action({
	name: 'DetachVolume',
	since: '2008-05-05',
	summary: 'Detaches a volume from an instance.',
	waitsFor: nothingToFind(VOLUMES, 'InvalidVolume.NotFound'),
	parameters: {
		volumeId: required('VolumeId', volumeId),
		instanceId: optional('InstanceId', instanceId),
		device: optional('Device', text),
		force: optional('Force', boolean),
	},
	response: attachmentElements,
	async run({ parameters }) {
		throw ec2Errors('VOLUME_UNKNOWN', { id: parameters.volumeId });
	},
});
