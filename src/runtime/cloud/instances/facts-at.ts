import type { InstanceFacts } from '../engine.ts';
import { findImage } from '../store/images.ts';
import type { StoredInstance } from '../store/instances.ts';
import type { Store } from '../store/open-store.ts';
import { tagsOf } from '../store/tags.ts';
import { type InstanceBook, UNKNOWN_ADDRESS } from './instance-book.ts';

/** What the instance at an address may learn about itself. */
export async function factsAt(
	{ store, book }: { readonly store: Store; readonly book: Pick<InstanceBook, 'all'> },
	address: string,
): Promise<InstanceFacts | undefined> {
	const instance = instanceAt(book, address);
	if (instance === undefined) {
		return undefined;
	}

	const { publicKey, macAddress } = instance;
	const image = await findImage(store.db, instance.imageId);
	const tags = instance.settings.metadata.tellsTags ? await tagsOf(store.db, instance.id) : [];
	return { instance, publicKey, macAddress, imageLocation: image?.location ?? '', tags };
}

/**
 * The live instance that has the address, private or public. None if two may have it: what is one user's must not be
 * told to another. One that is ending gives way to its successor.
 */
function instanceAt(book: Pick<InstanceBook, 'all'>, address: string): StoredInstance | undefined {
	if (address === UNKNOWN_ADDRESS) {
		return undefined;
	}

	const there = [...book.all()].filter(
		({ state, privateAddress, publicAddress }) =>
			state !== 'terminated' && (privateAddress === address || publicAddress === address),
	);
	const staying = there.filter(({ state }) => state !== 'shutting-down');
	const [found, second] = staying.length === 0 ? there : staying;
	return second === undefined ? found : undefined;
}
