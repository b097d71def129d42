import { nothingToFind, VOLUMES } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action, done } from '../schema/action.ts';
import { required } from '../schema/parameters.ts';
import { volumeId } from '../schema/scalars.ts';

export const deleteVolume = action({
	name: 'DeleteVolume',
	since: '2008-05-05',
	summary: 'Removes a volume.',
	waitsFor: nothingToFind(VOLUMES, 'InvalidVolume.NotFound'),
	parameters: { volumeId: required('VolumeId', volumeId) },
	response: done,
	async run({ parameters }) {
		throw ec2Errors('VOLUME_UNKNOWN', { id: parameters.volumeId });
	},
});
