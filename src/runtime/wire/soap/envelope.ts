import { wireErrors } from '../errors.ts';
import { NS } from '../names.ts';
import { xmlText } from '../xml/escape.ts';
import { childElements, childrenNamed, isElement, nameOf, textOf, type XmlElement } from '../xml/tree.ts';

/** WS-Addressing headers, in the order in which they are written. */
export const ADDRESSING = ['To', 'Action', 'MessageID', 'RelatesTo'] as const;
type AddressingName = (typeof ADDRESSING)[number];
export type Addressing = Readonly<Partial<Record<AddressingName, string>>>;

export interface OutgoingMessage {
	readonly addressing: Addressing;
	/** The Body's only child in canonical form: it declares each namespace that it uses, but not `s`, which the Body binds. */
	readonly payload: string;
}

/** An envelope without signature, for ENABLE_WS_SECURITY=N. */
export function plainEnvelope(message: OutgoingMessage): string {
	let headers = '';
	for (const name of ADDRESSING) {
		const value = message.addressing[name];
		headers += value === undefined ? '' : `<wsa:${name} xmlns:wsa="${NS.wsa}">${xmlText(value)}</wsa:${name}>`;
	}

	return `<s:Envelope xmlns:s="${NS.soap}"><s:Header>${headers}</s:Header><s:Body>${message.payload}</s:Body></s:Envelope>`;
}

export interface EnvelopeParts {
	readonly header: XmlElement | undefined;
	readonly body: XmlElement;
}

/** At most one Header and exactly one Body, as direct children of the root. Throws WIRE_ENVELOPE. */
export function envelopeParts(root: XmlElement): EnvelopeParts {
	if (root.namespace !== NS.soap || root.local !== 'Envelope') {
		throw wireErrors('WIRE_ENVELOPE', { problem: `its root is ${nameOf(root)}` });
	}

	const headers = childrenNamed(root, NS.soap, 'Header');
	const bodies = childrenNamed(root, NS.soap, 'Body');
	const [body] = bodies;
	if (body === undefined || bodies.length > 1 || headers.length > 1) {
		throw wireErrors('WIRE_ENVELOPE', {
			problem: `expected one Body and at most one Header, found ${bodies.length} and ${headers.length}`,
		});
	}

	return { header: headers[0], body };
}

/** The Body's only child. */
export function payloadOf(body: XmlElement): XmlElement {
	const [payload, second] = childElements(body);
	if (payload === undefined || second !== undefined) {
		throw wireErrors('WIRE_ENVELOPE', { problem: 'the Body must hold exactly one element' });
	}

	return payload;
}

/** The addressing headers among these elements; of two equal ones neither counts. */
export function addressingOf(headers: readonly XmlElement[]): Addressing {
	const found: Partial<Record<AddressingName, string>> = {};
	for (const name of ADDRESSING) {
		const [element, second] = headers.filter((each) => isElement(each, NS.wsa, name));
		const value = element === undefined || second !== undefined ? undefined : textOf(element)?.trim();
		if (value !== undefined) {
			found[name] = value;
		}
	}

	return found;
}
