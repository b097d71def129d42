import { anyFilterParameter } from '../describe/filters.ts';
import { pageParameters } from '../describe/pages.ts';
import { emptyList, VOLUMES, volumeElements } from '../describe/waiting.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text } from '../schema/elements.ts';
import { list as listParameter } from '../schema/parameters.ts';
import { volumeId } from '../schema/scalars.ts';

export const describeVolumes = action({
	name: 'DescribeVolumes',
	since: '2008-05-05',
	summary: 'Answers an empty list: there are no volumes.',
	waitsFor: emptyList(VOLUMES, 'InvalidVolume.NotFound'),
	parameters: {
		volumeIds: listParameter('VolumeId', volumeId, { soap: 'volumeSet/item/volumeId' }),
		filters: anyFilterParameter,
		...pageParameters,
	},
	response: { volumeSet: list(volumeElements), nextToken: maybe(text({ since: '2013-02-01' })) },
	async run({ parameters: { volumeIds } }) {
		const [id] = volumeIds;
		if (id !== undefined) {
			throw ec2Errors('VOLUME_UNKNOWN', { id });
		}

		return { volumeSet: [] };
	},
});
