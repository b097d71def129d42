import { pathToFileURL } from 'node:url';
import { cloudErrors } from '../errors.ts';
import type { FindImageSources } from '../instances/image-sources.ts';
import { findImage } from '../store/images.ts';
import type { Store } from '../store/open-store.ts';
import { imagePath } from './image-files.ts';

/** `file`: nodes see the registered directory. `http`: they fetch from the cloud controller at the address. */
export type ImageAccess = { readonly kind: 'file' } | { readonly kind: 'http'; readonly baseUrl: string };

/** Path of one image below the cloud's address; the id follows. */
export const IMAGES_PATH = '/services/Images/';

/** Tells nodes where an instance's files are, each with `#sha256=` so that they can check what they got. */
export function createImageSources(store: Store, registeredDir: string, access: () => ImageAccess): FindImageSources {
	const urlOf = async (id: string) => {
		const image = await findImage(store.db, id);
		if (image === undefined) {
			throw cloudErrors('IMAGE_UNKNOWN', { id });
		}

		const how = access();
		const url =
			how.kind === 'file' ? pathToFileURL(imagePath(registeredDir, image)).href : `${how.baseUrl}${IMAGES_PATH}${id}`;
		return `${url}#sha256=${image.sha256}`;
	};
	return async ({ imageId, kernelId, ramdiskId }) => ({
		imageURL: await urlOf(imageId),
		kernelURL: await urlOf(kernelId),
		ramdiskURL: ramdiskId === undefined ? undefined : await urlOf(ramdiskId),
	});
}
