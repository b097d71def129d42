import { action } from '../schema/action.ts';
import { text } from '../schema/elements.ts';
import { optional, required } from '../schema/parameters.ts';
import { text as anyText, word } from '../schema/scalars.ts';

export const createKeyPair = action({
	name: 'CreateKeyPair',
	since: '2006-06-26',
	summary: 'Makes an RSA key pair. The private key is told once and not kept.',
	parameters: {
		keyName: required('KeyName', anyText),
		keyType: optional('KeyType', word('rsa'), { since: '2016-11-15' }),
		keyFormat: optional('KeyFormat', word('pem'), { since: '2016-11-15' }),
	},
	response: {
		keyName: text(),
		keyFingerprint: text(),
		keyMaterial: text(),
		keyPairId: text({ since: '2016-11-15' }),
	},
	async run({ engine, user, parameters: { keyName } }) {
		const pair = await engine.keyPairs.create(user, keyName);
		return {
			keyName: pair.name,
			keyFingerprint: pair.fingerprint,
			keyMaterial: pair.privateKeyPem,
			keyPairId: pair.id,
		};
	},
});
