import type { Tag } from '../engine/tags.ts';
import { cloudErrors } from '../errors.ts';

/** EC2's limits of that time (spec/ec2-api §7.3). */
export const TAGS_PER_RESOURCE = 10;
const KEY_LENGTH = 127;
const VALUE_LENGTH = 255;

/** Throws TAG_INVALID, TAG_LIMIT. */
export function checkTags(tags: readonly Tag[]): void {
	for (const { key, value } of tags) {
		const isGood = key !== '' && [...key].length <= KEY_LENGTH && [...value].length <= VALUE_LENGTH;
		if (!isGood || /^aws:/i.test(key)) {
			throw cloudErrors('TAG_INVALID', { key: key.slice(0, KEY_LENGTH) });
		}
	}

	if (new Set(tags.map(({ key }) => key)).size > TAGS_PER_RESOURCE) {
		throw cloudErrors('TAG_LIMIT', { thing: 'A resource', limit: TAGS_PER_RESOURCE });
	}
}
