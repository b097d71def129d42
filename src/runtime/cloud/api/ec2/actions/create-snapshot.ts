import { tagSpecifications } from '../describe/tags.ts';
import { nothingToFind, snapshotElements, VOLUMES } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { optional, required } from '../schema/parameters.ts';
import { text, volumeId } from '../schema/scalars.ts';

export const createSnapshot = action({
	name: 'CreateSnapshot',
	since: '2008-05-05',
	summary: 'Takes a snapshot of a volume.',
	waitsFor: nothingToFind(VOLUMES, 'InvalidVolume.NotFound'),
	parameters: {
		volumeId: required('VolumeId', volumeId),
		description: optional('Description', text, { since: '2009-10-31' }),
		tags: tagSpecifications,
	},
	response: snapshotElements,
	async run({ parameters }) {
		throw ec2Errors('VOLUME_UNKNOWN', { id: parameters.volumeId });
	},
});
