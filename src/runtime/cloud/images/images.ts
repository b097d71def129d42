import type { Image, Images } from '../engine.ts';
import { allImages } from '../store/images.ts';
import type { Store } from '../store/open-store.ts';
import { type ImageParts, removeImages } from './register-image.ts';

/** The images that users see. */
export function createImages({ db }: Store): Images {
	return {
		async visibleTo(user) {
			const images = await registeredImages(db);
			return images.filter(
				({ owner, isPublic, state }) => user.isAdmin || ((owner === user.name || isPublic) && state === 'available'),
			);
		},
	};
}

/** All images, disabled ones too, but none that is on its way. */
export async function registeredImages(db: Store['db']): Promise<readonly Image[]> {
	const images = await allImages(db);
	return images.flatMap((image) => {
		const { state } = image;
		return state === 'available' || state === 'deregistered' ? [{ ...image, state }] : [];
	});
}

/** Finishes what a crash interrupted: neither half registered nor half deleted images stay. */
export async function removeUnfinishedImages(parts: ImageParts): Promise<void> {
	const images = await allImages(parts.store.db);
	const unfinished = images.filter(({ state }) => state === 'registering' || state === 'deleting').map(({ id }) => id);
	if (unfinished.length > 0) {
		await removeImages(parts, unfinished);
		parts.log.warn({ imageIds: unfinished }, 'removed images that were not completely registered or deleted');
	}
}
