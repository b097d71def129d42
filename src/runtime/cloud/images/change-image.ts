import { canonicalId } from '../../../common/ids.ts';
import { cloudErrors } from '../errors.ts';
import { allImages, changeImageState, type StoredImage } from '../store/images.ts';
import { countUsing } from '../store/instances.ts';
import { type ImageParts, removeImages } from './register-image.ts';

/** Offers an image again or not any more; running instances go on. `image` is an id or a name. Throws IMAGE_UNKNOWN. */
export async function enableImage(parts: ImageParts, image: string, enabled: boolean): Promise<StoredImage> {
	const found = find(await allImages(parts.store.db), image);
	const state = enabled ? 'available' : 'deregistered';
	await changeImageState(parts.store.db, [found.id], ['available', 'deregistered'], state);
	parts.log.info({ imageId: found.id, state }, 'image changed');
	return { ...found, state };
}

/**
 * Deletes the records and files of an image, and of its kernel and ramdisk unless another image uses them. Answers the
 * ids that are gone. Throws IMAGE_UNKNOWN, and IMAGE_IN_USE while instances run it.
 */
export async function deleteImage(parts: ImageParts, image: string): Promise<readonly string[]> {
	const ids = await parts.store.transaction(async (tx) => {
		const images = await allImages(tx);
		const doomed = withUnsharedParts(find(images, image), images);
		// Marked first: a run that began before is counted, and one that comes later finds the image unavailable.
		await changeImageState(tx, doomed, ['available', 'deregistered'], 'deleting');
		const count = await countUsing(tx, doomed);
		if (count > 0) {
			throw cloudErrors('IMAGE_IN_USE', { id: doomed[0] ?? image, count });
		}

		return doomed;
	});
	await removeImages(parts, ids);
	parts.log.info({ imageIds: ids }, 'image deleted');
	return ids;
}

function find(images: readonly StoredImage[], wanted: string): StoredImage {
	const offered = images.filter(({ state }) => state === 'available' || state === 'deregistered');
	const found =
		offered.find(({ id }) => id === canonicalId(wanted)) ??
		// A name stands for the latest image that bears it.
		offered.findLast(({ kind, location }) => kind === 'machine' && location === wanted);
	if (found === undefined) {
		throw cloudErrors('IMAGE_UNKNOWN', { id: wanted });
	}

	return found;
}

function withUnsharedParts(image: StoredImage, images: readonly StoredImage[]): string[] {
	const others = images.filter(({ id }) => id !== image.id);
	const parts = [image.kernelId, image.ramdiskId].filter((id) => id !== undefined);
	return [image.id, ...parts.filter((id) => !others.some((o) => o.kernelId === id || o.ramdiskId === id))];
}
