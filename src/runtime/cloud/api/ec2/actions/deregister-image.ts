import { action, done } from '../schema/action.ts';
import { optional, required } from '../schema/parameters.ts';
import { boolean, imageId } from '../schema/scalars.ts';

export const deregisterImage = action({
	name: 'DeregisterImage',
	since: '2006-06-26',
	summary: 'Does not offer an image any more. Its instances go on, and its files stay until `euca delete_image`.',
	notes: ['`RegisterImage` with its location offers it again. Both are for the owner and the administrator.'],
	parameters: {
		imageId: required('ImageId', imageId),
		deleteSnapshots: optional('DeleteAssociatedSnapshots', boolean, {
			since: '2016-11-15',
			note: 'ignored: images have none',
		}),
	},
	response: done,
	async run({ engine, user, parameters }) {
		await engine.images.deregister(user, parameters.imageId);
		return { return: true };
	},
});
