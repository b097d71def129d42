import type { Tag } from './tags.ts';
import type { User } from './users.ts';

export interface KeyPair {
	readonly id: string;
	readonly owner: string;
	readonly name: string;
	readonly fingerprint: string;
	/** One OpenSSH line. */
	readonly publicKey: string;
	readonly createdAt: number;
}

export interface NewKeyPair {
	/** Default: rsa. */
	readonly type?: 'rsa' | 'ed25519';
	readonly tags?: readonly Tag[];
}

export interface KeyPairs {
	/**
	 * Throws KEY_PAIR_DUPLICATE, KEY_PAIR_NAME, QUOTA_KEY_PAIRS. The private key (PEM) is returned once and not kept.
	 */
	create(owner: User, name: string, options?: NewKeyPair): Promise<KeyPair & { readonly privateKeyPem: string }>;
	/** `publicKey` is an OpenSSH line, or PEM. Throws as `create`, and KEY_PAIR_MATERIAL. */
	importKey(owner: User, name: string, publicKey: string, tags?: readonly Tag[]): Promise<KeyPair>;
	ofOwner(owner: User): Promise<readonly KeyPair[]>;
	/** Of the user, or of anybody if the user is the administrator. */
	byId(user: User, id: string): Promise<KeyPair | undefined>;
	/** False if there was none. */
	remove(owner: Pick<User, 'name'>, name: string): Promise<boolean>;
}
