import { canonicalId } from '../../../common/ids.ts';
import type { Instance } from '../engine/instance.ts';
import type { Tags } from '../engine/tags.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import type { Gate } from '../rehearsal.ts';
import { findImage } from '../store/images.ts';
import { findKeyPairById } from '../store/key-pairs.ts';
import type { Store } from '../store/open-store.ts';
import type { Database } from '../store/schema.ts';
import { findGroup } from '../store/security-groups.ts';
import { allTags, countTags, deleteTag, deleteTagsOf, putTags } from '../store/tags.ts';
import { checkTags, TAGS_PER_RESOURCE } from './check-tags.ts';

export interface TagParts {
	readonly store: Store;
	/** Instances that are not buried yet. */
	readonly book: { get(id: string): Pick<Instance, 'id' | 'owner'> | undefined };
	readonly gate: Gate;
}

/** Tags of instances, images, key pairs and security groups: their owner's and the administrator's to see and to set. */
export function createTags({ store, book, gate }: TagParts): Tags {
	const reachAll = async (tx: Database, user: User, ids: readonly string[]) => {
		const found = new Map<string, { readonly id: string; readonly owner: string }>();
		for (const id of ids) {
			const resource = await findResource(tx, book, id);
			if (resource === undefined || !(user.isAdmin || resource.owner === user.name)) {
				throw cloudErrors('RESOURCE_UNKNOWN', { id });
			}

			found.set(resource.id, resource);
		}

		return [...found.values()];
	};

	return {
		visibleTo: (user) => allTags(store.db, user.isAdmin ? undefined : user.name),

		async put(user, resourceIds, tags) {
			checkTags(tags);
			await store.transaction(async (tx) => {
				const resources = await reachAll(tx, user, resourceIds);
				await putTags(tx, resources, tags);
				for (const { id } of resources) {
					if ((await countTags(tx, id)) > TAGS_PER_RESOURCE) {
						throw cloudErrors('TAG_LIMIT', { thing: `The resource ${id}`, limit: TAGS_PER_RESOURCE });
					}
				}

				gate();
			});
		},

		async remove(user, resourceIds, tags) {
			await store.transaction(async (tx) => {
				const ids = (await reachAll(tx, user, resourceIds)).map(({ id }) => id);
				gate();
				if (tags.length === 0) {
					await deleteTagsOf(tx, ids);
				}

				for (const id of ids) {
					for (const { key, value } of tags) {
						await deleteTag(tx, id, key, value);
					}
				}
			});
		},
	};
}

async function findResource(tx: Database, book: TagParts['book'], given: string) {
	const id = given.includes('-') ? canonicalId(given) : given;
	switch (id.slice(0, id.indexOf('-'))) {
		case 'i':
			return book.get(id);
		case 'emi':
		case 'eki':
		case 'eri':
			return await findImage(tx, id);
		case 'sg':
			return await findGroup(tx, id);
		case 'key':
			// these ids have small digits
			return await findKeyPairById(tx, id.toLowerCase());
		default:
			return undefined;
	}
}
