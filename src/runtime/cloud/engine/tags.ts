import type { User } from './users.ts';

/** A word that users put on a thing. */
export interface Tag {
	readonly key: string;
	readonly value: string;
}

export interface ResourceTag extends Tag {
	readonly resourceId: string;
}

export interface Tags {
	/** Those of the user's things, the administrator's are all; by resource and key. */
	visibleTo(user: User): Promise<readonly ResourceTag[]>;
	/** Sets tags, on all of the things or on none. Throws RESOURCE_UNKNOWN, TAG_INVALID, TAG_LIMIT. */
	put(user: User, resourceIds: readonly string[], tags: readonly Tag[]): Promise<void>;
	/** No tags: all of them. No value: whatever it is. Throws RESOURCE_UNKNOWN. */
	remove(
		user: User,
		resourceIds: readonly string[],
		tags: readonly { readonly key: string; readonly value: string | undefined }[],
	): Promise<void>;
}
