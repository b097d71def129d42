import { tagContent, tagSet, tagSpecifications, tagsFor } from '../describe/tags.ts';
import { action } from '../schema/action.ts';
import { text } from '../schema/elements.ts';
import { required } from '../schema/parameters.ts';
import { text as anyText, base64 } from '../schema/scalars.ts';

export const importKeyPair = action({
	name: 'ImportKeyPair',
	since: '2010-08-31',
	summary: 'Registers the public half of a key pair that the caller made.',
	parameters: {
		keyName: required('KeyName', anyText),
		publicKeyMaterial: required('PublicKeyMaterial', base64(16_384), { note: 'an OpenSSH line, or PEM' }),
		tags: tagSpecifications,
	},
	response: { keyName: text(), keyFingerprint: text(), keyPairId: text({ since: '2016-11-15' }), tagSet },
	async run({ engine, user, parameters: { keyName, publicKeyMaterial, tags } }) {
		const set = tagsFor('key-pair', tags);
		const pair = await engine.keyPairs.importKey(user, keyName, publicKeyMaterial.toString('utf8').trim(), set);
		return {
			keyName: pair.name,
			keyFingerprint: pair.fingerprint,
			keyPairId: pair.id,
			tagSet: tagContent(set),
		};
	},
});
