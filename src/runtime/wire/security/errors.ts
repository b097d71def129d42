import { errorCatalogue } from '../../../common/errors.ts';

/** The line that tools and people know since 2008 (spec/eucalyptus §9.3), without the `Server: ` that tools put before it. */
const INVALID_TIMESTAMP =
	'An error was discovered processing the <wsse:Security> header. (WSSecurityEngine: Invalid timestamp The security semantics of message have expired)';

const CLOCKS = 'set the clocks of both hosts, best by NTP';

/** Which check refused a signed message. */
export const securityErrors = errorCatalogue({
	WSS_UNSIGNED: {
		text: 'the message is not signed: it has no wsse:Security header',
		who: 'operator',
		next: 'ENABLE_WS_SECURITY must be the same on both hosts',
	},
	WSS_SHAPE: { text: 'the security header is not acceptable: {problem}', who: 'user' },
	WSS_DUPLICATE_ID: { text: 'the Id {id} occurs more than once in the message', who: 'user' },
	WSS_DANGLING_REFERENCE: { text: 'the signature refers to {uri}, which is no Id of this message', who: 'user' },
	WSS_FORBIDDEN_ALGORITHM: { text: 'the {what} {algorithm} is not accepted', who: 'user' },
	WSS_BODY_NOT_SIGNED: { text: 'the signature does not cover the Body of this message', who: 'user' },
	WSS_TIMESTAMP_NOT_SIGNED: { text: 'the signature does not cover the Timestamp of this message', who: 'user' },
	WSS_HEADER_NOT_SIGNED: { text: 'the header {name} is missing or not covered by the signature', who: 'user' },
	WSS_UNKNOWN_CERTIFICATE: {
		text: 'the message is signed with a certificate that is not registered here (SHA-256 {fingerprint})',
		who: 'operator',
		next: 'distribute the keys again (euca_sync_key), or register the certificate',
	},
	WSS_WRONG_ROLE: {
		text: 'the message is signed by the {role}, which may not call this service; expected: {expected}',
		who: 'operator',
	},
	WSS_WEAK_KEY: {
		text: 'the key of the certificate is not RSA with at least {bits} bits and an exponent above 1',
		who: 'user',
	},
	WSS_BAD_DIGEST: { text: 'the element {name} was changed after it was signed (its digest differs)', who: 'user' },
	WSS_BAD_SIGNATURE: { text: 'the signature does not fit the certificate', who: 'user' },
	WSS_EXPIRED: {
		text: `${INVALID_TIMESTAMP}; the message was valid until {expires}, the time of the server is {serverTime}`,
		who: 'operator',
		next: CLOCKS,
	},
	WSS_NOT_YET_VALID: {
		text: `${INVALID_TIMESTAMP}; the message was created at {created}, the time of the server is {serverTime}`,
		who: 'operator',
		next: CLOCKS,
	},
	WSS_TIMESTAMP: { text: 'the Timestamp is not acceptable: {problem}', who: 'user' },
	WSS_REPLAYED: { text: 'the message was already received (same signature)', who: 'user' },
	WSS_REPLAY_STORE_FULL: {
		text: 'more than {limit} messages in {minutes} minutes: no more are accepted until older ones have expired',
		who: 'operator',
	},
});
