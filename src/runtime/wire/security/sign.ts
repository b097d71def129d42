import { createHash, sign } from 'node:crypto';
import { NS, TOKEN } from '../names.ts';
import { ADDRESSING, type OutgoingMessage } from '../soap/envelope.ts';
import { xmlText } from '../xml/escape.ts';
import { EXCLUSIVE, RSA_SHA256, SHA256 } from './algorithms.ts';
import type { SigningKey } from './identity.ts';

/** How long a message that we sign is valid. */
export const MESSAGE_LIFE_MS = 300_000;

interface SignedPart {
	readonly id: string;
	/** In exclusive canonical form: what is sent is what is hashed, nothing is parsed again. */
	readonly xml: string;
}

/**
 * A signed envelope: RSA-SHA256 over Body, Timestamp and the addressing headers; token and timestamp before the
 * signature (spec/eucalyptus §6.2). Every signed part carries its own namespace declarations, so that its bytes are
 * its canonical form.
 */
export function signedEnvelope(key: SigningKey, message: OutgoingMessage, now: number): string {
	const body = signedPart('body', 's:Body', ` xmlns:s="${NS.soap}"`, message.payload);
	const timestamp = signedPart('ts', 'wsu:Timestamp', '', timestampContent(now));
	const headers = ADDRESSING.flatMap((name) => {
		const value = message.addressing[name];
		return value === undefined ? [] : [signedPart(name, `wsa:${name}`, ` xmlns:wsa="${NS.wsa}"`, xmlText(value))];
	});
	const signedInfo = signedInfoOf([body, timestamp, ...headers]);
	const value = sign('sha256', Buffer.from(signedInfo), key.privateKey).toString('base64');
	return (
		`<s:Envelope xmlns:s="${NS.soap}"><s:Header>${headers.map(({ xml }) => xml).join('')}` +
		`<wsse:Security xmlns:wsse="${NS.wsse}" s:mustUnderstand="1">` +
		`<wsse:BinarySecurityToken xmlns:wsu="${NS.wsu}" EncodingType="${TOKEN.base64}" ValueType="${TOKEN.x509v3}" wsu:Id="tok">${key.token}</wsse:BinarySecurityToken>` +
		`${timestamp.xml}<ds:Signature xmlns:ds="${NS.ds}">${signedInfo}<ds:SignatureValue>${value}</ds:SignatureValue>` +
		`<ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI="#tok" ValueType="${TOKEN.x509v3}"/></wsse:SecurityTokenReference></ds:KeyInfo>` +
		`</ds:Signature></wsse:Security></s:Header>${body.xml}</s:Envelope>`
	);
}

/** `declaration` sorts before `xmlns:wsu`. */
function signedPart(id: string, name: string, declaration: string, content: string): SignedPart {
	return { id, xml: `<${name}${declaration} xmlns:wsu="${NS.wsu}" wsu:Id="${id}">${content}</${name}>` };
}

function timestampContent(now: number): string {
	const created = new Date(now).toISOString();
	const expires = new Date(now + MESSAGE_LIFE_MS).toISOString();
	return `<wsu:Created>${created}</wsu:Created><wsu:Expires>${expires}</wsu:Expires>`;
}

function signedInfoOf(parts: readonly SignedPart[]): string {
	let references = '';
	for (const { id, xml } of parts) {
		const digest = createHash('sha256').update(xml).digest('base64');
		references +=
			`<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${EXCLUSIVE}"></ds:Transform></ds:Transforms>` +
			`<ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`;
	}

	return (
		`<ds:SignedInfo xmlns:ds="${NS.ds}"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod>` +
		`<ds:SignatureMethod Algorithm="${RSA_SHA256}"></ds:SignatureMethod>${references}</ds:SignedInfo>`
	);
}
