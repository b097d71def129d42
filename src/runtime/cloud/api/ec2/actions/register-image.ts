import { tagSpecifications, tagsFor } from '../describe/tags.ts';
import { ec2Errors } from '../errors.ts';
import { action } from '../schema/action.ts';
import { text } from '../schema/elements.ts';
import { list, optional, structureList } from '../schema/parameters.ts';
import { text as anyText, boolean, imageId, integer } from '../schema/scalars.ts';

const since2010 = { since: '2010-08-31' } as const;

export const registerImage = action({
	name: 'RegisterImage',
	since: '2006-06-26',
	summary: 'Offers an image whose files the administrator brought in with `euca add_image`, by its location.',
	notes: [
		'The image keeps its id. Another location answers `InvalidManifest`: there is no S3 store to fetch bundles from yet.',
		'With `KernelId` and `RamdiskId` it gets another kernel and ramdisk.',
	],
	parameters: {
		imageLocation: optional('ImageLocation', anyText),
		name: optional('Name', anyText, { ...since2010, note: 'taken for the location if there is none' }),
		description: optional('Description', anyText, since2010),
		architecture: optional('Architecture', anyText, { ...since2010, note: 'that of the files counts' }),
		kernelId: optional('KernelId', imageId, since2010),
		ramdiskId: optional('RamdiskId', imageId, since2010),
		rootDeviceName: optional('RootDeviceName', anyText, { ...since2010, note: 'ignored' }),
		virtualizationType: optional('VirtualizationType', anyText, { ...since2010, note: 'ignored' }),
		enaSupport: optional('EnaSupport', boolean, { since: '2016-11-15', note: 'ignored' }),
		sriovNetSupport: optional('SriovNetSupport', anyText, { since: '2014-06-15', note: 'ignored' }),
		billingProducts: list('BillingProduct', anyText, { ...since2010, note: 'ignored' }),
		blockDevices: structureList(
			'BlockDeviceMapping',
			{
				deviceName: optional('DeviceName', anyText),
				virtualName: optional('VirtualName', anyText),
				noDevice: optional('NoDevice', anyText),
				snapshotId: optional('Ebs.SnapshotId', anyText),
				volumeSize: optional('Ebs.VolumeSize', integer),
				volumeType: optional('Ebs.VolumeType', anyText),
				deleteOnTermination: optional('Ebs.DeleteOnTermination', boolean),
				encrypted: optional('Ebs.Encrypted', boolean),
			},
			since2010,
		),
		tags: tagSpecifications,
	},
	notOffered: {
		'BlockDeviceMapping.N.Ebs': 'images on volumes',
		BootMode: 'a choice of firmware',
		ImdsSupport: 'images that ask for tokens: give `MetadataOptions.HttpTokens` with each start',
		TpmSupport: 'a trusted platform module',
		UefiData: 'a choice of firmware',
	},
	response: { imageId: text() },
	async run({ engine, user, parameters }) {
		const { imageLocation, name, description, kernelId, ramdiskId, blockDevices } = parameters;
		if (blockDevices.some(({ snapshotId, volumeSize }) => snapshotId !== undefined || volumeSize !== undefined)) {
			throw ec2Errors('NOT_OFFERED', { feature: 'images on volumes' });
		}

		const location = imageLocation ?? name;
		if (location === undefined) {
			throw ec2Errors('PARAMETER_MISSING', { name: 'ImageLocation' });
		}

		const tags = tagsFor('image', parameters.tags, ['snapshot']);
		const image = await engine.images.register(user, { location, description, kernelId, ramdiskId, tags });
		return { imageId: image.id };
	},
});
