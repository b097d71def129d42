import type { KeyPair } from '../../../engine/key-pairs.ts';
import { cloudErrors } from '../../../errors.ts';
import { applyFilters, type Filters, filterParameter } from '../describe/filters.ts';
import { tagContent, tagReader, tagSet } from '../describe/tags.ts';
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
			tagSet,
		}),
	},
	async run({ engine, user, parameters }) {
		const { keyNames, keyPairIds, includePublicKey } = parameters;
		const own = await engine.keyPairs.ofOwner(user);
		const asked: KeyPair[] = keyNames.map((name) => own.find((pair) => pair.name === name) ?? unknown(name));
		for (const id of keyPairIds) {
			asked.push((await engine.keyPairs.byId(user, id)) ?? unknown(id));
		}

		const pairs = keyNames.length + keyPairIds.length === 0 ? own : [...new Map(asked.map((p) => [p.id, p])).values()];
		const tagsOf = await tagReader(engine, user);
		return {
			keySet: applyFilters(pairs, parameters.filters, filters, tagsOf).map((pair) => ({
				keyName: pair.name,
				keyFingerprint: pair.fingerprint,
				keyPairId: pair.id,
				keyType: pair.publicKey.startsWith('ssh-ed25519') ? 'ed25519' : 'rsa',
				publicKey: includePublicKey === true ? pair.publicKey : undefined,
				createTime: pair.createdAt,
				tagSet: tagContent(tagsOf(pair)),
			})),
		};
	},
});

function unknown(name: string): never {
	throw cloudErrors('KEY_PAIR_UNKNOWN', { name });
}
