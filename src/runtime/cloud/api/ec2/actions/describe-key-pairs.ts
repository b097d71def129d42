import type { KeyPair } from '../../../engine.ts';
import { cloudErrors } from '../../../errors.ts';
import { applyFilters, type Filters, filterParameter } from '../describe/filters.ts';
import { action } from '../schema/action.ts';
import { list, maybe, text, time } from '../schema/elements.ts';
import { list as listParameter, optional } from '../schema/parameters.ts';
import { text as anyText, boolean } from '../schema/scalars.ts';

const filters: Filters<KeyPair> = {
	'key-name': ({ name }) => name,
	'key-pair-id': ({ id }) => id,
	fingerprint: ({ fingerprint }) => fingerprint,
};

export const describeKeyPairs = action({
	name: 'DescribeKeyPairs',
	since: '2006-06-26',
	summary: "Lists the caller's key pairs.",
	parameters: {
		keyNames: listParameter('KeyName', anyText, { soap: 'keySet/item/keyName' }),
		keyPairIds: listParameter('KeyPairId', anyText, { since: '2016-11-15' }),
		includePublicKey: optional('IncludePublicKey', boolean, { since: '2016-11-15' }),
		filters: filterParameter(filters),
	},
	response: {
		keySet: list({
			keyName: text(),
			keyFingerprint: text(),
			keyPairId: text({ since: '2016-11-15' }),
			keyType: text({ since: '2016-11-15' }),
			publicKey: maybe(text({ since: '2016-11-15' })),
			createTime: time({ since: '2016-11-15' }),
		}),
	},
	async run({ engine, user, parameters }) {
		const { keyNames, keyPairIds, includePublicKey } = parameters;
		const own = await engine.keyPairs.ofOwner(user);
		requireAll(keyNames, own, ({ name }) => name);
		requireAll(keyPairIds, own, ({ id }) => id);
		const named = own.filter(
			({ id, name }) =>
				(keyNames.length === 0 || keyNames.includes(name)) && (keyPairIds.length === 0 || keyPairIds.includes(id)),
		);
		return {
			keySet: applyFilters(named, parameters.filters, filters).map((pair) => ({
				keyName: pair.name,
				keyFingerprint: pair.fingerprint,
				keyPairId: pair.id,
				keyType: pair.publicKey.startsWith('ssh-ed25519') ? 'ed25519' : 'rsa',
				publicKey: includePublicKey === true ? pair.publicKey : undefined,
				createTime: pair.createdAt,
			})),
		};
	},
});

function requireAll(wanted: readonly string[], pairs: readonly KeyPair[], nameOf: (pair: KeyPair) => string): void {
	const unknown = wanted.find((each) => !pairs.some((pair) => nameOf(pair) === each));
	if (unknown !== undefined) {
		throw cloudErrors('KEY_PAIR_UNKNOWN', { name: unknown });
	}
}
