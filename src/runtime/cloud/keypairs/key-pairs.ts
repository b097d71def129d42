import { createHash, createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyPair, KeyPairs, User } from '../engine.ts';
import { cloudErrors } from '../errors.ts';
import { deleteKeyPair, insertKeyPair, keyPairsOf } from '../store/key-pairs.ts';
import type { Store } from '../store/open-store.ts';
import { openSshOf, pairs, readPublicKey } from './public-key.ts';

/** The SSH keys of users (spec §5.10). */
export function createKeyPairs(store: Store, now: () => number): KeyPairs {
	return {
		async create(owner, name) {
			checkName(name);
			const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
			const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
			const keyPair = newKeyPair(owner, name, {
				openSsh: openSshOf(createPublicKey(privateKey)),
				// Over the private key, as EC2 does for keys that it made itself: 20 pairs.
				fingerprint: pairs(createHash('sha1').update(pkcs8).digest('hex')),
				now: now(),
			});
			await insert(store, keyPair);
			return { ...keyPair, privateKeyPem: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString() };
		},

		async importKey(owner, name, publicKey) {
			checkName(name);
			const keyPair = newKeyPair(owner, name, { ...readPublicKey(publicKey), now: now() });
			await insert(store, keyPair);
			return keyPair;
		},

		ofOwner: (owner) => keyPairsOf(store.db, owner.name),
		remove: (owner, name) => deleteKeyPair(store.db, owner.name, name),
	};
}

function newKeyPair(
	owner: User,
	name: string,
	made: { readonly openSsh: string; readonly fingerprint: string; readonly now: number },
): KeyPair {
	return {
		id: `key-${randomBytes(9).toString('hex').slice(0, 17)}`,
		owner: owner.name,
		name,
		fingerprint: made.fingerprint,
		publicKey: `${made.openSsh} ${owner.name}@eucalyptus`,
		createdAt: made.now,
	};
}

async function insert(store: Store, keyPair: KeyPair): Promise<void> {
	if (!(await insertKeyPair(store.db, keyPair))) {
		throw cloudErrors('KEY_PAIR_DUPLICATE', { name: keyPair.name });
	}
}

function checkName(name: string): void {
	if (!/^[\x20-\x7e]{1,255}$/.test(name) || name.trim() === '') {
		throw cloudErrors('KEY_PAIR_NAME');
	}
}
