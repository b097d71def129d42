import { attachmentElements, nothingToFind, VOLUMES } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { required } from '../schema/parameters.ts';
import { instanceId, text, volumeId } from '../schema/scalars.ts';

export const attachVolume = action({
	name: 'AttachVolume',
	since: '2008-05-05',
	summary: 'Attaches a volume to an instance.',
	waitsFor: nothingToFind(VOLUMES, 'InvalidVolume.NotFound'),
	parameters: {
		volumeId: required('VolumeId', volumeId),
		instanceId: required('InstanceId', instanceId),
		device: required('Device', text),
	},
	response: attachmentElements,
	async run({ parameters }) {
		throw ec2Errors('VOLUME_UNKNOWN', { id: parameters.volumeId });
	},
});
