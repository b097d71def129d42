import { createHash, createPublicKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyPair, KeyPairs, NewKeyPair } from '../engine/key-pairs.ts';
import type { Tag } from '../engine/tags.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import { checkKeyPairQuota } from '../quotas/check-quota.ts';
import type { Gate } from '../rehearsal.ts';
import { deleteKeyPair, findKeyPair, findKeyPairById, insertKeyPair, keyPairsOf } from '../store/key-pairs.ts';
import type { Store } from '../store/open-store.ts';
import { deleteTagsOf, putTags } from '../store/tags.ts';
import { checkTags } from '../tags/check-tags.ts';
import { privateKeyPem } from './private-key.ts';
import { openSshOf, pairs, readPublicKey } from './public-key.ts';

export interface KeyPairParts {
	readonly store: Store;
	readonly now: () => number;
	readonly gate: Gate;
}

/** The SSH keys of users (spec §5.10). */
export function createKeyPairs(parts: KeyPairParts): KeyPairs {
	const { store, now } = parts;
	return {
		async create(owner, name, { type = 'rsa', tags = [] } = {}) {
			checkName(name);
			const privateKey = await newPrivateKey(type);
			const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
			const keyPair = newKeyPair(owner, name, {
				openSsh: openSshOf(createPublicKey(privateKey)),
				// Over the private key, as EC2 does for keys that it made itself: 20 pairs.
				fingerprint: pairs(createHash('sha1').update(pkcs8).digest('hex')),
				now: now(),
			});
			await insert(parts, keyPair, tags);
			return { ...keyPair, privateKeyPem: privateKeyPem(privateKey, `${owner.name}@eucalyptus`) };
		},

		async importKey(owner, name, publicKey, tags = []) {
			checkName(name);
			const keyPair = newKeyPair(owner, name, { ...readPublicKey(publicKey), now: now() });
			await insert(parts, keyPair, tags);
			return keyPair;
		},

		ofOwner: (owner) => keyPairsOf(store.db, owner.name),

		async byId(user, id) {
			const found = await findKeyPairById(store.db, id.toLowerCase());
			return found !== undefined && (user.isAdmin || found.owner === user.name) ? found : undefined;
		},

		remove: (owner, name) =>
			store.transaction(async (tx) => {
				const found = await findKeyPair(tx, owner.name, name);
				parts.gate();
				await deleteTagsOf(tx, found === undefined ? [] : [found.id]);
				return await deleteKeyPair(tx, owner.name, name);
			}),
	};
}

async function newPrivateKey(type: NonNullable<NewKeyPair['type']>): Promise<KeyObject> {
	const make = promisify(generateKeyPair);
	return type === 'rsa' ? (await make('rsa', { modulusLength: 2048 })).privateKey : (await make('ed25519')).privateKey;
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

async function insert({ store, now, gate }: KeyPairParts, keyPair: KeyPair, tags: readonly Tag[]): Promise<void> {
	checkTags(tags);
	await store.transaction(async (tx) => {
		if ((await findKeyPair(tx, keyPair.owner, keyPair.name)) !== undefined) {
			throw cloudErrors('KEY_PAIR_DUPLICATE', { name: keyPair.name });
		}

		await checkKeyPairQuota(tx, keyPair.owner, now());
		if (!(await insertKeyPair(tx, keyPair))) {
			throw cloudErrors('KEY_PAIR_DUPLICATE', { name: keyPair.name });
		}

		await putTags(tx, [keyPair], tags);
		gate();
	});
}

function checkName(name: string): void {
	if (!/^[\x20-\x7e]{1,255}$/.test(name) || name.trim() === '') {
		throw cloudErrors('KEY_PAIR_NAME');
	}
}
