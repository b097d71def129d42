import type { IdPrefix } from '../../../common/ids.ts';
import type { Logger } from '../../../common/log.ts';
import type { ImageKind } from '../engine/images.ts';
import { cloudErrors } from '../errors.ts';
import { changeImageState, deleteImages, insertImage, type StoredImage } from '../store/images.ts';
import { issueIds } from '../store/issued-ids.ts';
import type { Store } from '../store/open-store.ts';
import { ADMIN_NAME } from '../users/admin.ts';
import { type ImageFile, imagePath, placeImageFile, removeImageFiles, verifyImageFile } from './image-files.ts';

export interface ImageParts {
	readonly store: Store;
	readonly templateDir: string;
	readonly registeredDir: string;
	readonly now: () => number;
	readonly log: Logger;
}

export interface Registration {
	readonly imageName: string;
	readonly architecture: string;
	readonly diskImage: ImageFile;
	readonly kernelImage: ImageFile;
	readonly ramdiskImage?: ImageFile | undefined;
}

export interface RegisteredIds {
	readonly imageId: string;
	readonly kernelId: string;
	readonly ramdiskId: string | undefined;
}

/**
 * Registers disk, kernel and ramdisk as one image: all or nothing, also when the power goes (spec §5.11). The records
 * are written first, as `registering`, so that a start after a crash knows what to remove.
 */
export async function registerImage(parts: ImageParts, registration: Registration): Promise<RegisteredIds> {
	checkNames(registration);
	const { diskImage, kernelImage, ramdiskImage } = registration;
	for (const file of [diskImage, kernelImage, ...(ramdiskImage === undefined ? [] : [ramdiskImage])]) {
		await verifyImageFile(file, parts.templateDir);
	}

	const made = await reserveRecords(parts, registration);
	const ids = made.map(({ image }) => image.id);
	try {
		for (const { image, file } of made) {
			await placeImageFile(file.path, imagePath(parts.registeredDir, image));
		}

		await changeImageState(parts.store.db, ids, ['registering'], 'available');
	} catch (error) {
		await removeImages(parts, ids);
		throw error;
	}

	const [machine, kernel, ramdisk] = ids;
	parts.log.info({ imageIds: ids, name: registration.imageName }, 'image registered');
	return { imageId: machine ?? '', kernelId: kernel ?? '', ramdiskId: ramdisk };
}

/** Removes files and records of images that a crash left half registered or half deleted. */
export async function removeImages({ store, registeredDir }: ImageParts, ids: readonly string[]): Promise<void> {
	for (const id of ids) {
		await removeImageFiles(registeredDir, id);
	}

	await deleteImages(store.db, ids);
}

async function reserveRecords(parts: ImageParts, registration: Registration) {
	const { diskImage, kernelImage, ramdiskImage } = registration;
	return await parts.store.transaction(async (tx) => {
		const now = parts.now();
		const issue = async (prefix: IdPrefix) => (await issueIds(tx, prefix, 1, now))[0] ?? '';
		const id = await issue('emi');
		const kernelId = await issue('eki');
		const ramdiskId = ramdiskImage === undefined ? undefined : await issue('eri');
		const record = (recordId: string, kind: ImageKind, file: ImageFile): { image: StoredImage; file: ImageFile } => ({
			file,
			image: {
				id: recordId,
				kind,
				location: registration.imageName,
				state: 'registering',
				owner: ADMIN_NAME,
				isPublic: true,
				architecture: registration.architecture,
				kernelId: kind === 'machine' ? kernelId : undefined,
				ramdiskId: kind === 'machine' ? ramdiskId : undefined,
				sizeBytes: file.sizeBytes,
				sha256: file.sha256.toLowerCase(),
				createdAt: now,
				description: undefined,
				productCodes: [],
				launchUsers: [],
			},
		});
		const made = [record(id, 'machine', diskImage), record(kernelId, 'kernel', kernelImage)];
		if (ramdiskImage !== undefined && ramdiskId !== undefined) {
			made.push(record(ramdiskId, 'ramdisk', ramdiskImage));
		}

		for (const { image } of made) {
			await insertImage(tx, image);
		}

		return made;
	});
}

function checkNames({ imageName, architecture }: Registration): void {
	if (!/^[^\p{Cc}]{1,255}$/u.test(imageName) || imageName.trim() === '') {
		throw cloudErrors('IMAGE_NAME', { name: JSON.stringify(imageName) });
	}

	if (!/^[a-z0-9_]{1,20}$/.test(architecture)) {
		throw cloudErrors('IMAGE_NAME', { name: `architecture ${JSON.stringify(architecture)}` });
	}
}
