import { tagSpecifications } from '../describe/tags.ts';
import { attachmentElements, refuse, unsupported, VOLUMES, volumeElements } from '../describe/waiting.ts';
import { action } from '../schema/action.ts';
import { list } from '../schema/elements.ts';
import { optional, required } from '../schema/parameters.ts';
import { boolean, integer, snapshotId, text } from '../schema/scalars.ts';

export const createVolume = action({
	name: 'CreateVolume',
	since: '2008-05-05',
	summary: 'Makes a volume.',
	waitsFor: unsupported(VOLUMES),
	parameters: {
		size: optional('Size', integer),
		snapshotId: optional('SnapshotId', snapshotId),
		availabilityZone: required('AvailabilityZone', text),
		volumeType: optional('VolumeType', text, { since: '2013-02-01' }),
		iops: optional('Iops', integer, { since: '2013-02-01' }),
		encrypted: optional('Encrypted', boolean, { since: '2014-06-15' }),
		clientToken: optional('ClientToken', text, { since: '2016-11-15' }),
		tags: tagSpecifications,
	},
	response: { ...volumeElements, attachmentSet: list(attachmentElements, { since: '2009-10-31' }) },
	async run() {
		return refuse('CreateVolume', VOLUMES);
	},
});
