import { type KeyObject, verify } from 'node:crypto';
import { TOKEN } from '../names.ts';
import { type Addressing, addressingOf } from '../soap/envelope.ts';
import { attributeOf, type XmlElement } from '../xml/tree.ts';
import { securityErrors } from './errors.ts';
import { fingerprintOf } from './identity.ts';
import { collectIds, type Ids } from './ids.ts';
import { readSignedInfo } from './references.ts';
import type { ReplayStore } from './replay-store.ts';
import { base64Of, type SecurityParts, securityParts } from './shape.ts';
import { checkTimes, type MessageTimes, readTimestamp } from './timestamp.ts';

export interface VerifyOptions<Peer> {
	/** ms since 1970 */
	readonly now: number;
	/**
	 * Whose certificate that is, by the lower-case hex SHA-256 of its DER; undefined if nobody's. May throw its own
	 * refusal. The signature is checked with this key; that of `der` may be given only where its fingerprint is known.
	 */
	readonly findPeer: (fingerprint: string, der: Buffer) => Known<Peer> | undefined | Promise<Known<Peer> | undefined>;
	/** Remembers accepted messages; absent for answers, which are tied to their request. */
	readonly replay?: ReplayStore;
	/** Default 5 minutes. */
	readonly skewMs?: number;
	/** For an answer that is tied to its request: read the Timestamp but accept any. */
	readonly ignoreTimes?: boolean;
	/** Default one hour. */
	readonly maxLifeMs?: number;
	/** How long a message is valid whose Timestamp has no Expires; it is refused if absent. */
	readonly lifeWithoutExpiresMs?: number;
	/** Default 2048. */
	readonly minKeyBits?: number;
	/** References to plain `Id` attributes, as some client stacks make them. Default false. */
	readonly plainIds?: boolean;
	/** Default false. */
	readonly envelopedTransform?: boolean;
}

export interface Known<Peer> {
	readonly peer: Peer;
	readonly publicKey: KeyObject;
}

export interface VerifiedMessage<Peer> extends MessageTimes {
	/** The very node whose digest was checked: read nothing else of the message. */
	readonly body: XmlElement;
	readonly peer: Peer;
	readonly fingerprint: string;
	/** Only headers that the signature covers. */
	readonly addressing: Addressing;
}

const SKEW_MS = 300_000;
const MAX_LIFE_MS = 3_600_000;

/**
 * Verifies a signed SOAP message, in the order of spec/dependencies §7. The error tells which check refused it
 * (security/errors.ts; WIRE_ENVELOPE for what is no envelope). Takes one message apart once and accepts RSA with SHA-1
 * or SHA-256, embedded tokens and direct references.
 */
export async function verifyMessage<Peer>(
	root: XmlElement,
	options: VerifyOptions<Peer>,
): Promise<VerifiedMessage<Peer>> {
	const parts = securityParts(root);
	const ids = collectIds(root, options.plainIds ?? false);
	const signedInfo = readSignedInfo(parts.signedInfo, ids, {
		envelopedTransform: options.envelopedTransform ?? false,
	});
	const targets = new Set(signedInfo.references.map(({ target }) => target));
	if (!targets.has(parts.body)) {
		throw securityErrors('WSS_BODY_NOT_SIGNED');
	}

	if (!targets.has(parts.timestamp)) {
		throw securityErrors('WSS_TIMESTAMP_NOT_SIGNED');
	}

	const der = tokenBytes(parts, ids);
	const fingerprint = fingerprintOf(der);
	const known = await options.findPeer(fingerprint, der);
	if (known === undefined) {
		throw securityErrors('WSS_UNKNOWN_CERTIFICATE', { fingerprint });
	}

	checkKey(known.publicKey, options.minKeyBits ?? 2048);
	for (const reference of signedInfo.references) {
		reference.checkDigest();
	}

	const signature = base64Of(parts.signatureValue);
	if (!verify(signedInfo.hash, signedInfo.canonicalBytes(), known.publicKey, signature)) {
		throw securityErrors('WSS_BAD_SIGNATURE');
	}

	const skewMs = options.skewMs ?? SKEW_MS;
	const maxLifeMs = options.maxLifeMs ?? MAX_LIFE_MS;
	const times = readTimestamp(parts.timestamp, options.lifeWithoutExpiresMs);
	if (options.ignoreTimes !== true) {
		checkTimes(times, { now: options.now, skewMs, maxLifeMs });
	}

	// Last, so that refused messages cannot fill the store.
	options.replay?.remember(signature, times.expires + skewMs, options.now);
	const headers = [...targets].filter((target) => target.parent === parts.header);
	return { body: parts.body, peer: known.peer, fingerprint, addressing: addressingOf(headers), ...times };
}

/** The DER certificate of the message's own token, to which KeyInfo must refer. */
function tokenBytes({ token, tokenReference }: SecurityParts, ids: Ids): Buffer {
	if (tokenReference !== undefined && ids.resolve(attributeOf(tokenReference, '', 'URI')) !== token) {
		throw securityErrors('WSS_SHAPE', { problem: 'the key reference does not name the token of this message' });
	}

	const valueType = attributeOf(token, '', 'ValueType') ?? TOKEN.x509v3;
	const encoding = attributeOf(token, '', 'EncodingType') ?? TOKEN.base64;
	if (valueType !== TOKEN.x509v3 || encoding !== TOKEN.base64) {
		throw securityErrors('WSS_SHAPE', { problem: 'the token is not a base64 X.509 v3 certificate' });
	}

	return base64Of(token);
}

/** With an exponent of 1 a signature is its own text: everybody can write it. */
function checkKey(key: KeyObject, bits: number): void {
	const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
	if (key.asymmetricKeyType !== 'rsa' || modulusLength < bits || publicExponent < 3n) {
		throw securityErrors('WSS_WEAK_KEY', { bits });
	}
}
