import { canonicalId } from '../../../common/ids.ts';
import type { Image, ImageRegistration, Images } from '../engine/images.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import type { Gate } from '../rehearsal.ts';
import { allImages, changeImage, changeImageState, findImage } from '../store/images.ts';
import type { Store } from '../store/open-store.ts';
import type { Database } from '../store/schema.ts';
import { putTags } from '../store/tags.ts';
import { findUser } from '../store/users.ts';
import { checkTags } from '../tags/check-tags.ts';
import { mayLaunch } from './may-launch.ts';
import { type ImageParts, removeImages } from './register-image.ts';

/** The images that users see, and what their owners change of them. */
export function createImages(store: Store, gate: Gate): Images {
	return {
		async visibleTo(user) {
			const images = await registeredImages(store.db);
			return images.filter((image) => user.isAdmin || (image.state === 'available' && mayLaunch(user, image)));
		},

		owned: (user, id) => reach(store.db, user, id),

		modify: (user, id, change) =>
			store.transaction(async (tx) => {
				const image = await reach(tx, user, id);
				const { addUsers = [], removeUsers = [], addProductCodes = [] } = change;
				for (const name of [...addUsers, ...removeUsers]) {
					if ((await findUser(tx, name)) === undefined) {
						throw cloudErrors('USER_UNKNOWN', { name });
					}
				}

				const users = image.launchUsers.filter((name) => !removeUsers.includes(name));
				await changeImage(tx, image.id, {
					...image,
					isPublic: change.isPublic ?? image.isPublic,
					launchUsers: [...new Set([...users, ...addUsers])],
					description: change.description ?? image.description,
					productCodes: [...new Set([...image.productCodes, ...addProductCodes])],
				});
				gate();
			}),

		resetLaunchPermissions: (user, id) =>
			store.transaction(async (tx) => {
				const image = await reach(tx, user, id);
				gate();
				await changeImage(tx, image.id, { ...image, isPublic: false, launchUsers: [] });
			}),

		register(user, registration) {
			checkTags(registration.tags);
			return store.transaction(async (tx) => {
				const image = await registerAgain(tx, user, registration);
				gate();
				return image;
			});
		},

		deregister: (user, id) =>
			store.transaction(async (tx) => {
				const image = await reach(tx, user, id);
				gate();
				if ((await changeImageState(tx, [image.id], ['available'], 'deregistered')) === 0) {
					throw cloudErrors('IMAGE_DISABLED', { id: image.id });
				}
			}),
	};
}

/** An image that the user owns, or any if the user is the administrator. Throws IMAGE_UNKNOWN. */
async function reach(db: Database, user: User, id: string): Promise<Image> {
	const found = await findImage(db, canonicalId(id));
	const state = found?.state;
	const isOwned = found !== undefined && (user.isAdmin || found.owner === user.name);
	if (!isOwned || (state !== 'available' && state !== 'deregistered')) {
		throw cloudErrors('IMAGE_UNKNOWN', { id });
	}

	return { ...found, state };
}

/** The latest image of that location is offered again, with the kernel and ramdisk that are asked for. */
async function registerAgain(tx: Database, user: User, registration: ImageRegistration): Promise<Image> {
	const images = await registeredImages(tx);
	const own = images.filter(({ owner }) => user.isAdmin || owner === user.name);
	const found = own.findLast(({ kind, location }) => kind === 'machine' && location === registration.location);
	if (found === undefined) {
		throw cloudErrors('IMAGE_LOCATION', { location: registration.location });
	}

	const part = (id: string | undefined, kind: Image['kind']) => {
		const image = images.find((each) => each.id === id && each.kind === kind && mayLaunch(user, each));
		if (id !== undefined && image === undefined) {
			throw cloudErrors('IMAGE_UNKNOWN', { id });
		}

		return image?.id;
	};
	const image: Image = {
		...found,
		state: 'available',
		kernelId: part(registration.kernelId, 'kernel') ?? found.kernelId,
		ramdiskId: part(registration.ramdiskId, 'ramdisk') ?? found.ramdiskId,
		description: registration.description ?? found.description,
	};
	await changeImageState(tx, [image.id], ['deregistered'], 'available');
	await changeImage(tx, image.id, image);
	await putTags(tx, [image], registration.tags);
	return image;
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
