import type { Identity } from '../../../../../src/runtime/wire/client.ts';

/** What can be made of one recorded message without its key. */
export interface Variant {
	readonly name: string;
	readonly document: string | Buffer;
	/** The codes of the checks that may refuse it: one, unless two look at the same thing. */
	readonly codes: readonly string[];
}

export interface Recorded {
	readonly message: string;
	/** What the attacker wants done: elements that the Body may hold. */
	readonly payloads: Readonly<Record<string, string>>;
	readonly attacker: Identity;
	readonly victim: Identity;
	/** The endpoint accepts references to a plain `Id`. */
	readonly plainIds: boolean;
	/** The endpoint looks at what the Body holds before it verifies. */
	readonly looksAtBodyFirst: boolean;
}

export const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
export const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
export const DS = 'http://www.w3.org/2000/09/xmldsig#';

/** The one place of a message that fits. */
export const found = (message: string, pattern: RegExp) => {
	const [all] = pattern.exec(message) ?? [];
	if (all === undefined) {
		throw new Error(`${pattern} is not in the message`);
	}

	return all;
};

/** The message with `to` in place of the first `from`. */
export const put = (message: string, from: string, to: string) => {
	const changed = message.replace(from, () => to);
	if (changed === message && from !== to) {
		throw new Error(`${from} is not in the message`);
	}

	return changed;
};

/** Of a message: its parts as text, whichever prefixes it has. */
export function partsOf(message: string) {
	const soap = found(message, /(?<=^<)\w+(?=:Envelope)/);
	const body = found(message, new RegExp(`<${soap}:Body .*</${soap}:Body>`, 's'));
	const timestamp = found(message, /<wsu:Timestamp .*<\/wsu:Timestamp>/s);
	const token = found(message, /<wsse:BinarySecurityToken .*<\/wsse:BinarySecurityToken>/s);
	return {
		soap,
		body,
		bodyId: found(body, /(?<=wsu:Id=")[^"]*/),
		timestamp,
		timestampId: found(timestamp, /(?<=wsu:Id=")[^"]*/),
		security: found(message, /<wsse:Security .*<\/wsse:Security>/s),
		signature: found(message, /<ds:Signature .*<\/ds:Signature>/s),
		token,
		tokenId: found(token, /(?<=wsu:Id=")[^"]*/),
		tokenReference: found(message, /<wsse:SecurityTokenReference.*<\/wsse:SecurityTokenReference>/s),
		endOf: (local: string) => found(message, new RegExp(`</[^>:]*:?${local}>`)),
	};
}

/** The message with the first of the attacker's payloads in its Body, and nothing else changed. */
export function forgedBody({ message, payloads }: Recorded): string {
	const [payload = ''] = Object.values(payloads);
	return put(message, contentOf(message), payload);
}

/** What the Body holds. */
export function contentOf(message: string): string {
	return found(partsOf(message).body, /(?<=<\w+:Body[^>]*>).*(?=<\/\w+:Body>)/s);
}
