import { messageOf } from '../../../common/errors.ts';
import { securityErrors } from '../security/errors.ts';
import { readCertificate } from '../security/identity.ts';
import { openReplayStore } from '../security/replay-store.ts';
import { type Known, verifyMessage } from '../security/verify.ts';
import { type Addressing, addressingOf, envelopeParts } from '../soap/envelope.ts';
import { checkUnderstood } from '../soap/understood.ts';
import { childElements, type XmlElement } from '../xml/tree.ts';
import type { SoapServiceOptions, TrustedPeer } from './types.ts';

/** What the service may act upon: nothing else of the message is looked at. */
interface AcceptedMessage {
	readonly body: XmlElement;
	readonly peer: TrustedPeer | undefined;
	readonly addressing: Addressing;
}

export type Guard = (root: XmlElement, now: number) => Promise<AcceptedMessage>;

/** Headers that a caller must sign, so that nobody can send its message elsewhere. */
const REQUIRED = ['To', 'Action', 'MessageID'] as const;

/** Lets through messages of the allowed roles, or all of them when ENABLE_WS_SECURITY=N. */
export function makeGuard(options: SoapServiceOptions, now: number): Guard {
	if (options.identity === undefined) {
		return async (root) => acceptUnsigned(root);
	}

	const findPeer = peerFinder(options, now);
	const replay = openReplayStore({
		file: options.replayFile,
		now,
		onWriteError: (error) =>
			options.log.error(
				{ file: options.replayFile, reason: messageOf(error) },
				'cannot write the replay store; accepted messages are remembered until the next restart only',
			),
	});
	return async (root, at) => {
		checkUnderstood(root);
		const verified = await verifyMessage(root, { now: at, findPeer, replay });
		return { body: verified.body, peer: verified.peer, addressing: requireAddressing(verified.addressing) };
	};
}

function acceptUnsigned(root: XmlElement): AcceptedMessage {
	checkUnderstood(root);
	const { header, body } = envelopeParts(root);
	return { body, peer: undefined, addressing: addressingOf(header === undefined ? [] : childElements(header)) };
}

function peerFinder(options: SoapServiceOptions, now: number): (fingerprint: string) => Known<TrustedPeer> | undefined {
	const known = new Map<string, Known<TrustedPeer> & { readonly mayCall: boolean }>();
	const add = (peer: TrustedPeer, mayCall: boolean) => {
		const { fingerprint, publicKey, validTo } = readCertificate(peer.certificatePem);
		if (validTo < now) {
			const since = new Date(validTo).toISOString();
			options.log.warn(
				{ role: peer.role, since },
				'a certificate has expired; it is still accepted because it is registered',
			);
		}

		if (!known.has(fingerprint)) {
			known.set(fingerprint, { peer, publicKey, mayCall });
		}
	};
	for (const peer of options.callers) {
		add(peer, true);
	}

	for (const peer of options.otherRoles ?? []) {
		add(peer, false);
	}

	const expected = options.callers.map(({ role }) => role).join(', ');
	return (fingerprint) => {
		const found = known.get(fingerprint);
		if (found?.mayCall === false) {
			throw securityErrors('WSS_WRONG_ROLE', { role: found.peer.role, expected });
		}

		return found;
	};
}

function requireAddressing(addressing: Addressing): Addressing {
	const missing = REQUIRED.find((name) => addressing[name] === undefined);
	if (missing !== undefined) {
		throw securityErrors('WSS_HEADER_NOT_SIGNED', { name: `wsa:${missing}` });
	}

	return addressing;
}
