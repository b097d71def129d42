import { DEFAULT_INSTANCE_SETTINGS, type MetadataSettings } from '../../../engine/instance.ts';
import { optional, type Values } from '../schema/parameters.ts';
import { integer, invalid, word } from '../schema/scalars.ts';

const since2016 = { since: '2016-11-15' } as const;
const LONGEST_WAY = 64;

/** How the metadata service is to treat an instance; the names follow `prefix`. */
export function metadataParameters(prefix: '' | 'MetadataOptions.') {
	return {
		httpTokens: optional(`${prefix}HttpTokens`, word('optional', 'required'), since2016),
		httpEndpoint: optional(`${prefix}HttpEndpoint`, word('enabled', 'disabled'), since2016),
		httpHopLimit: optional(`${prefix}HttpPutResponseHopLimit`, integer, {
			...since2016,
			note: '1 to 64; kept, and without effect',
		}),
		httpProtocolIpv6: optional(`${prefix}HttpProtocolIpv6`, word('disabled'), since2016),
		metadataTags: optional(`${prefix}InstanceMetadataTags`, word('enabled', 'disabled'), since2016),
	};
}

type MetadataAsked = Values<ReturnType<typeof metadataParameters>>;

/** What is not asked for stays. Throws PARAMETER_VALUE. */
export function changedMetadata(
	{ httpTokens, httpEndpoint, httpHopLimit, metadataTags }: MetadataAsked,
	before: MetadataSettings = DEFAULT_INSTANCE_SETTINGS.metadata,
): MetadataSettings {
	if (httpHopLimit !== undefined && (httpHopLimit < 1 || httpHopLimit > LONGEST_WAY)) {
		throw invalid(String(httpHopLimit), 'HttpPutResponseHopLimit', `Expected 1 to ${LONGEST_WAY}`);
	}

	const changed = (word: string | undefined, on: string, was: boolean) => (word === undefined ? was : word === on);
	return {
		enabled: changed(httpEndpoint, 'enabled', before.enabled),
		tokensRequired: changed(httpTokens, 'required', before.tokensRequired),
		hopLimit: httpHopLimit ?? before.hopLimit,
		tellsTags: changed(metadataTags, 'enabled', before.tellsTags),
	};
}
