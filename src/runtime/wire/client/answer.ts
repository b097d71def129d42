import { messageOf } from '../../../common/errors.ts';
import type { MessageCodec, MessageValue } from '../codec.ts';
import { wireErrors } from '../errors.ts';
import { securityErrors } from '../security/errors.ts';
import type { KnownCertificate } from '../security/identity.ts';
import { verifyMessage } from '../security/verify.ts';
import { type Addressing, addressingOf, envelopeParts, payloadOf } from '../soap/envelope.ts';
import { readFault } from '../soap/fault.ts';
import { readXml } from '../xml/read-xml.ts';
import { childElements, childrenNamed, isElement, nameOf, textOf, type XmlElement } from '../xml/tree.ts';
import type { HttpOutcome } from './http.ts';

export interface Expected {
	/** For errors. */
	readonly named: {
		readonly service: string;
		readonly url: string;
		readonly operation: string;
		readonly correlationId: string;
	};
	readonly namespace: string;
	readonly codec: MessageCodec;
	/** Of the request: the answer must relate to it. */
	readonly messageId: string;
	/** Who may have signed the answer; undefined when ENABLE_WS_SECURITY=N. */
	readonly trusted: readonly KnownCertificate[] | undefined;
	readonly now: number;
}

/** The fields of a successful answer without the base fields. Throws REMOTE_* (errors.ts). */
export async function readAnswer(
	outcome: Exclude<HttpOutcome, { kind: 'timed-out' }>,
	expected: Expected,
): Promise<MessageValue> {
	const { named } = expected;
	if (outcome.kind === 'unreachable') {
		throw wireErrors('REMOTE_UNREACHABLE', { ...named, reason: outcome.reason }, { cause: outcome.cause });
	}

	if (outcome.kind === 'too-large') {
		throw wireErrors('REMOTE_ANSWER_INVALID', { ...named, status: 200, reason: 'it is too large' });
	}

	const { status } = outcome;
	const root = readRoot(outcome.body, status, named);
	const body = await trustedBody(root, expected);
	const answer = understood(() => readPayload(payloadOf(body), expected), { named, status });
	if ('remoteCode' in answer) {
		if (outcome.repeated && answer.remoteCode === 'WSS_REPLAYED') {
			const reason = 'the connection broke after the message had arrived; whether it was acted upon is not known';
			throw wireErrors('REMOTE_UNREACHABLE', { ...named, reason });
		}

		throw wireErrors('REMOTE_FAILED', { ...named, ...answer });
	}

	return answer.value;
}

type Named = Expected['named'];

/** A web server in between answers 502 to 504 in its own words when the service itself is not there. */
function readRoot(body: Buffer, status: number, named: Named): XmlElement {
	try {
		return readXml(body);
	} catch (error) {
		if (status >= 502 && status <= 504) {
			const reason = `the web server before it answers HTTP ${status}`;
			throw wireErrors('REMOTE_UNREACHABLE', { ...named, reason }, { cause: error });
		}

		throw wireErrors('REMOTE_ANSWER_INVALID', { ...named, status, reason: messageOf(error) }, { cause: error });
	}
}

/** The Body of an answer to this very request, signed by a trusted certificate. */
async function trustedBody(root: XmlElement, expected: Expected): Promise<XmlElement> {
	const { trusted, messageId, named } = expected;
	try {
		const { body, addressing } = await verifiedParts(root, expected);
		const { RelatesTo } = addressing;
		if (trusted !== undefined && RelatesTo !== messageId) {
			throw securityErrors('WSS_SHAPE', { problem: `it relates to ${RelatesTo ?? 'no message'}, not to this request` });
		}

		return body;
	} catch (error) {
		const said = faultWithoutProof(root);
		const reason = `${messageOf(error)}${said === undefined ? '' : `. Without proof it says: ${said}`}`;
		throw wireErrors('REMOTE_ANSWER_UNTRUSTED', { ...named, reason }, { cause: error });
	}
}

async function verifiedParts(
	root: XmlElement,
	{ trusted, now }: Expected,
): Promise<{ readonly body: XmlElement; readonly addressing: Addressing }> {
	if (trusted === undefined) {
		const { header, body } = envelopeParts(root);
		return { body, addressing: addressingOf(header === undefined ? [] : childElements(header)) };
	}

	return verifyMessage(root, {
		now,
		// It names the fresh id of our request, so it cannot be an old one, and a wrong clock must not hide what it says.
		ignoreTimes: true,
		findPeer(fingerprint) {
			const peer = trusted.find((each) => each.fingerprint === fingerprint);
			return peer === undefined ? undefined : { peer, publicKey: peer.publicKey };
		},
	});
}

/** For the operator only: what an unsigned fault claims, such as that the service runs with ENABLE_WS_SECURITY=N. */
function faultWithoutProof(root: XmlElement): string | undefined {
	try {
		return readFault(payloadOf(envelopeParts(root).body))?.reason;
	} catch {
		return undefined;
	}
}

type Answer = { readonly value: MessageValue } | { readonly remoteCode: string; readonly reason: string };

function readPayload(payload: XmlElement, { codec, namespace }: Expected): Answer {
	const fault = readFault(payload);
	if (fault !== undefined) {
		return { remoteCode: fault.code === '' ? fault.side : fault.code, reason: fault.reason };
	}

	if (!isElement(payload, namespace, codec.name)) {
		throw wireErrors('WIRE_ENVELOPE', { problem: `the Body holds ${nameOf(payload)}, expected ${codec.name}` });
	}

	return readFailure(payload, namespace) ?? { value: withoutBaseFields(codec.decode(payload)) };
}

/** `return` false and `CODE: text` in `statusMessage`; the other fields are missing then. */
function readFailure(payload: XmlElement, namespace: string): Answer | undefined {
	const text = (name: string) => childrenNamed(payload, namespace, name).map((each) => textOf(each)?.trim())[0];
	if (!/^(false|0)$/.test(text('return') ?? '')) {
		return undefined;
	}

	const message = text('statusMessage') ?? '';
	const [, code, reason] = /^([A-Z][A-Z0-9_]+): (.*)$/s.exec(message) ?? [];
	return { remoteCode: code ?? 'ERROR', reason: reason ?? (message === '' ? 'no reason given' : message) };
}

function withoutBaseFields(value: MessageValue): MessageValue {
	const { correlationId: _c, userId: _u, return: _r, statusMessage: _s, ...fields } = value;
	return fields;
}

function understood(read: () => Answer, at: { readonly named: Named; readonly status: number }): Answer {
	try {
		return read();
	} catch (error) {
		const reason = messageOf(error);
		throw wireErrors('REMOTE_ANSWER_INVALID', { ...at.named, status: at.status, reason }, { cause: error });
	}
}
