import type { Image } from '../../../engine/images.ts';
import type { Tag } from '../../../engine/tags.ts';
import type { User } from '../../../engine/users.ts';
import type { Verbs } from '../../../engine.ts';
import { cloudErrors } from '../../../errors.ts';
import { applyFilters, type Filters, filterParameter, matchNothing } from '../describe/filters.ts';
import { imageDeviceElements } from '../describe/image-devices.ts';
import { HYPERVISOR } from '../describe/instance.ts';
import { pageOf, pageParameters, refuseIdsWithPages } from '../describe/pages.ts';
import { PRODUCT_CODE_TYPE, productCodeContent, productCodeSet } from '../describe/product-codes.ts';
import { tagContent, tagReader, tagSet } from '../describe/tags.ts';
import { action } from '../schema/action.ts';
import { boolean, type Content, list, maybe, text } from '../schema/elements.ts';
import { list as listParameter, optional } from '../schema/parameters.ts';
import { boolean as anyBoolean, text as anyText, imageId } from '../schema/scalars.ts';

const filters: Filters<Image> = {
	'image-id': ({ id }) => id,
	'image-type': ({ kind }) => kind,
	'owner-id': ({ owner }) => owner,
	'owner-alias': ({ owner }) => owner,
	'is-public': ({ isPublic }) => String(isPublic),
	state: ({ state }) => state,
	name: ({ location }) => location,
	'manifest-location': ({ location }) => location,
	architecture: ({ architecture }) => architecture,
	'kernel-id': ({ kernelId }) => kernelId,
	'ramdisk-id': ({ ramdiskId }) => ramdiskId,
	'root-device-type': () => 'instance-store',
	'virtualization-type': () => 'paravirtual',
	hypervisor: () => HYPERVISOR,
	description: ({ description }) => description,
	'product-code': ({ productCodes }) => productCodes,
	'root-device-name': () => '/dev/sda1',
	'creation-date': ({ createdAt }) => new Date(createdAt).toISOString(),
	'product-code.type': ({ productCodes }) => productCodes.map(() => PRODUCT_CODE_TYPE),
	'image-allowed': () => 'true',
	...matchNothing(
		'block-device-mapping.*',
		'ena-support',
		'free-tier-eligible',
		'platform',
		'source-image-id',
		'source-image-region',
		'source-instance-id',
		'sriov-net-support',
		'state-reason-code',
		'state-reason-message',
	),
};

const imageElements = {
	imageId: text(),
	imageLocation: text(),
	imageState: text(),
	imageOwnerId: text(),
	isPublic: boolean(),
	productCodes: productCodeSet,
	architecture: text({ since: '2008-02-01' }),
	imageType: text({ since: '2008-02-01' }),
	kernelId: maybe(text({ since: '2008-02-01' })),
	ramdiskId: maybe(text({ since: '2008-02-01' })),
	imageOwnerAlias: text({ since: '2009-10-31' }),
	name: text({ since: '2009-10-31' }),
	rootDeviceType: text({ since: '2009-10-31' }),
	rootDeviceName: text({ since: '2009-10-31' }),
	virtualizationType: text({ since: '2010-08-31' }),
	hypervisor: text({ since: '2013-02-01' }),
	creationDate: text({ since: '2014-10-01' }),
	description: maybe(text({ since: '2009-10-31' })),
	blockDeviceMapping: list(imageDeviceElements, { since: '2009-10-31' }),
	tagSet,
};

export const describeImages = action({
	name: 'DescribeImages',
	since: '2006-06-26',
	summary: 'Lists the images, kernels and ramdisks that the caller may launch; the administrator sees all.',
	notes: ['`ExecutableBy.1=self` covers public images, too: the tools of 2008 ask so when they get no option.'],
	parameters: {
		executableBy: listParameter('ExecutableBy', anyText, {
			soap: 'executableBySet/item/user',
			note: 'a user, `self` or `all`',
		}),
		imageIds: listParameter('ImageId', imageId, { soap: 'imagesSet/item/imageId' }),
		owners: listParameter('Owner', anyText, { soap: 'ownersSet/item/owner', note: 'a user or `self`' }),
		includeDeprecated: optional('IncludeDeprecated', anyBoolean, { since: '2016-11-15' }),
		includeDisabled: optional('IncludeDisabled', anyBoolean, { since: '2016-11-15', note: 'ignored' }),
		filters: filterParameter(filters),
		...pageParameters,
	},
	response: { imagesSet: list(imageElements), nextToken: maybe(text({ since: '2016-11-15' })) },
	async run({ engine, user, parameters }) {
		const { imageIds, owners, executableBy } = parameters;
		refuseIdsWithPages(imageIds, 'ImageId', parameters);
		const images = await findImages(engine, user, imageIds);
		const asked = images.filter((image) => isOwned(image, owners, user) && isExecutable(image, executableBy, user));
		const tagsOf = await tagReader(engine, user);
		const page = pageOf(applyFilters(asked, parameters.filters, filters, tagsOf), parameters);
		return {
			imagesSet: page.items.map((image) => imageContent(image, tagsOf(image))),
			nextToken: page.nextToken,
		};
	},
});

async function findImages(engine: Verbs, user: User, ids: readonly string[]): Promise<readonly Image[]> {
	const visible = await engine.images.visibleTo(user);
	const unknown = ids.find((id) => !visible.some((image) => image.id === id));
	if (unknown !== undefined) {
		throw cloudErrors('IMAGE_UNKNOWN', { id: unknown });
	}

	return ids.length === 0 ? visible : visible.filter(({ id }) => ids.includes(id));
}

function isOwned({ owner }: Image, owners: readonly string[], user: User): boolean {
	return owners.length === 0 || owners.some((each) => (each === 'self' ? user.name : each) === owner);
}

/** What the caller sees is what the caller may launch, so `self` takes all of it. */
function isExecutable(image: Image, by: readonly string[], user: User): boolean {
	return (
		by.length === 0 ||
		by.some((each) =>
			each === 'all'
				? image.isPublic
				: each === 'self' || each === user.name || each === image.owner || image.launchUsers.includes(each),
		)
	);
}

function imageContent(image: Image, tags: readonly Tag[]): Content<typeof imageElements> {
	return {
		imageId: image.id,
		imageLocation: image.location,
		imageState: image.state,
		imageOwnerId: image.owner,
		isPublic: image.isPublic,
		architecture: image.architecture,
		imageType: image.kind,
		kernelId: image.kernelId,
		ramdiskId: image.ramdiskId,
		imageOwnerAlias: image.owner,
		name: image.location,
		rootDeviceType: 'instance-store',
		rootDeviceName: '/dev/sda1',
		virtualizationType: 'paravirtual',
		hypervisor: HYPERVISOR,
		creationDate: new Date(image.createdAt).toISOString(),
		description: image.description,
		productCodes: productCodeContent(image.productCodes),
		blockDeviceMapping: [],
		tagSet: tagContent(tags),
	};
}
