import type { Image } from '../../../engine/images.ts';
import { imageDeviceElements } from '../describe/image-devices.ts';
import { productCodeContent } from '../describe/product-codes.ts';
import { action } from '../schema/action.ts';
import { list, maybe, structure, text } from '../schema/elements.ts';
import { required } from '../schema/parameters.ts';
import { imageId, word } from '../schema/scalars.ts';

const ATTRIBUTES = [
	'launchPermission',
	'productCodes',
	'kernel',
	'ramdisk',
	'blockDeviceMapping',
	'description',
	'bootMode',
	'imdsSupport',
	'lastLaunchedTime',
	'sriovNetSupport',
	'tpmSupport',
	'uefiData',
] as const;
const value = { value: maybe(text()) };
/** Known, and of no image here: the answer is without it. */
const ofToday = maybe(structure(value, { since: '2016-11-15' }));

export const describeImageAttribute = action({
	name: 'DescribeImageAttribute',
	since: '2006-10-01',
	summary: 'Tells one attribute of an image, to its owner and the administrator.',
	parameters: {
		imageId: required('ImageId', imageId),
		attribute: required('Attribute', word(...ATTRIBUTES), { soapChoices: ATTRIBUTES }),
	},
	response: {
		imageId: text(),
		launchPermission: maybe(list({ userId: maybe(text()), group: maybe(text()) })),
		productCodes: maybe(list({ productCode: text(), type: text({ since: '2013-02-01' }) })),
		kernel: maybe(structure(value)),
		ramdisk: maybe(structure(value)),
		blockDeviceMapping: maybe(list(imageDeviceElements)),
		description: maybe(structure(value, { since: '2009-10-31' })),
		bootMode: ofToday,
		imdsSupport: ofToday,
		lastLaunchedTime: ofToday,
		sriovNetSupport: ofToday,
		tpmSupport: ofToday,
		uefiData: ofToday,
	},
	async run({ engine, user, parameters: { imageId: id, attribute } }) {
		const image = await engine.images.owned(user, id);
		return { imageId: image.id, [attribute]: READERS[attribute](image) };
	},
});

function nothing(): undefined {}

const READERS = {
	launchPermission: ({ isPublic, launchUsers }: Image) => [
		...(isPublic ? [{ group: 'all' }] : []),
		...launchUsers.map((userId) => ({ userId })),
	],
	productCodes: ({ productCodes }: Image) => productCodeContent(productCodes) ?? [],
	kernel: ({ kernelId }: Image) => ({ value: kernelId }),
	ramdisk: ({ ramdiskId }: Image) => ({ value: ramdiskId }),
	blockDeviceMapping: ({ kind }: Image) =>
		kind === 'machine'
			? [
					{ virtualName: 'ami', deviceName: 'sda1' },
					{ virtualName: 'root', deviceName: '/dev/sda1' },
				]
			: [],
	description: ({ description }: Image) => ({ value: description }),
	bootMode: nothing,
	imdsSupport: nothing,
	lastLaunchedTime: nothing,
	sriovNetSupport: nothing,
	tpmSupport: nothing,
	uefiData: nothing,
};
