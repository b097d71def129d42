import { tagContent, tagSet, tagSpecifications, tagsFor } from '../describe/tags.ts';
import { action } from '../schema/action.ts';
import { text } from '../schema/elements.ts';
import { optional, required } from '../schema/parameters.ts';
import { text as anyText, word } from '../schema/scalars.ts';

export const createKeyPair = action({
	name: 'CreateKeyPair',
	since: '2006-06-26',
	summary: 'Makes a key pair, RSA unless asked otherwise. The private key is told once and not kept.',
	parameters: {
		keyName: required('KeyName', anyText),
		keyType: optional('KeyType', word('rsa', 'ed25519'), { since: '2016-11-15' }),
		keyFormat: optional('KeyFormat', word('pem'), { since: '2016-11-15' }),
		tags: tagSpecifications,
	},
	response: {
		keyName: text(),
		keyFingerprint: text(),
		keyMaterial: text(),
		keyPairId: text({ since: '2016-11-15' }),
		tagSet,
	},
	async run({ engine, user, parameters: { keyName, keyType = 'rsa', tags } }) {
		const pair = await engine.keyPairs.create(user, keyName, { type: keyType, tags: tagsFor('key-pair', tags) });
		return {
			keyName: pair.name,
			keyFingerprint: pair.fingerprint,
			keyMaterial: pair.privateKeyPem,
			keyPairId: pair.id,
			tagSet: tagContent(tagsFor('key-pair', tags)),
		};
	},
});
