import type * as z from 'zod';
import type { adminImage } from '../../wire/contracts/admin/types.ts';
import type { Image } from '../engine/images.ts';
import type { StoredImage } from '../store/images.ts';

/** An image as the administrator's messages write it. */
export function asAdminImage(image: Image | StoredImage): z.output<typeof adminImage> {
	return {
		imageId: image.id,
		imageType: image.kind,
		imageLocation: image.location,
		imageState: image.state,
		ownerId: image.owner,
		architecture: image.architecture,
		sizeBytes: image.sizeBytes,
		...(image.kernelId === undefined ? {} : { kernelId: image.kernelId }),
		...(image.ramdiskId === undefined ? {} : { ramdiskId: image.ramdiskId }),
	};
}
