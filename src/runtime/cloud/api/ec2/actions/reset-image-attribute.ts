import { action, done } from '../schema/action.ts';
import { required } from '../schema/parameters.ts';
import { imageId, word } from '../schema/scalars.ts';

export const resetImageAttribute = action({
	name: 'ResetImageAttribute',
	since: '2006-10-01',
	summary: 'Takes all launch permissions of an image away: only its owner may launch it.',
	parameters: {
		imageId: required('ImageId', imageId),
		attribute: required('Attribute', word('launchPermission'), { soapChoices: ['launchPermission'] }),
	},
	response: done,
	async run({ engine, user, parameters }) {
		await engine.images.resetLaunchPermissions(user, parameters.imageId);
		return { return: true };
	},
});
