import type { Tag } from './tags.ts';
import type { User } from './users.ts';

export type ImageKind = 'machine' | 'kernel' | 'ramdisk';

export interface Image {
	/** emi-, eki- or eri- and eight upper-case hex digits. */
	readonly id: string;
	readonly kind: ImageKind;
	/** The name given at registration. */
	readonly location: string;
	readonly state: 'available' | 'deregistered';
	readonly owner: string;
	readonly isPublic: boolean;
	readonly architecture: string;
	readonly kernelId: string | undefined;
	readonly ramdiskId: string | undefined;
	readonly sizeBytes: number;
	readonly sha256: string;
	/** ms since 1970 */
	readonly createdAt: number;
	readonly description: string | undefined;
	readonly productCodes: readonly string[];
	/** Users who may launch it although it is not public; sorted. */
	readonly launchUsers: readonly string[];
}

export interface ImageChange {
	readonly isPublic?: boolean | undefined;
	readonly addUsers?: readonly string[];
	readonly removeUsers?: readonly string[];
	readonly description?: string | undefined;
	readonly addProductCodes?: readonly string[];
}

export interface ImageRegistration {
	/** The name under which the administrator brought the image in. */
	readonly location: string;
	readonly description: string | undefined;
	readonly kernelId: string | undefined;
	readonly ramdiskId: string | undefined;
	readonly tags: readonly Tag[];
}

export interface Images {
	/** All that the user may launch: own, public and permitted ones; the administrator sees all, disabled ones too. */
	visibleTo(user: User): Promise<readonly Image[]>;
	/** One that the user may change. Throws IMAGE_UNKNOWN if it is unknown or somebody else's. */
	owned(user: User, id: string): Promise<Image>;
	/** Throws IMAGE_UNKNOWN, USER_UNKNOWN. */
	modify(user: User, id: string, change: ImageChange): Promise<void>;
	/** Nobody but the owner may launch it any more. Throws IMAGE_UNKNOWN. */
	resetLaunchPermissions(user: User, id: string): Promise<void>;
	/** Offers an image, which the administrator brought in, again. Throws IMAGE_LOCATION, IMAGE_UNKNOWN. */
	register(user: User, registration: ImageRegistration): Promise<Image>;
	/** Does not offer it any more; running instances go on. Throws IMAGE_UNKNOWN, IMAGE_DISABLED. */
	deregister(user: User, id: string): Promise<void>;
}
