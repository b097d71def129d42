import { createHash, sign } from 'node:crypto';
import { NS, TOKEN } from '../names.ts';
import { ADDRESSING, type OutgoingMessage } from '../soap/envelope.ts';
import { xmlText } from '../xml/escape.ts';
import { EXCLUSIVE, RSA_SHA256, SHA256 } from './algorithms.ts';
import type { SigningKey } from './identity.ts';

/** How long a message that we sign is valid. */
const MESSAGE_LIFE_MS = 300_000;

interface SignedPart {
	readonly id: string;
	/** The exclusive canonical form of `sent`, with the namespaces that the Envelope declares: what is hashed. */
	readonly canonical: string;
	readonly sent: string;
}

/**
 * A signed envelope: RSA-SHA256 over Body, Timestamp and the addressing headers; token and timestamp before the
 * signature (spec/eucalyptus §6.2). Everything is written in canonical form, so that nothing is parsed again to sign it.
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
		`<s:Envelope xmlns:s="${NS.soap}" xmlns:wsa="${NS.wsa}" xmlns:wsu="${NS.wsu}">` +
		`<s:Header>${headers.map(({ sent }) => sent).join('')}` +
		`<wsse:Security xmlns:wsse="${NS.wsse}" s:mustUnderstand="1">` +
		`<wsse:BinarySecurityToken EncodingType="${TOKEN.base64}" ValueType="${TOKEN.x509v3}" wsu:Id="tok">${key.token}</wsse:BinarySecurityToken>` +
		`${timestamp.sent}<ds:Signature xmlns:ds="${NS.ds}">${signedInfo}<ds:SignatureValue>${value}</ds:SignatureValue>` +
		`<ds:KeyInfo><wsse:SecurityTokenReference><wsse:Reference URI="#tok" ValueType="${TOKEN.x509v3}"/></wsse:SecurityTokenReference></ds:KeyInfo>` +
		`</ds:Signature></wsse:Security></s:Header>${body.sent}</s:Envelope>`
	);
}

/** `declaration` is of the prefix of `name` and sorts before `xmlns:wsu`. */
function signedPart(id: string, name: string, declaration: string, content: string): SignedPart {
	const rest = ` wsu:Id="${id}">${content}</${name}>`;
	return { id, canonical: `<${name}${declaration} xmlns:wsu="${NS.wsu}"${rest}`, sent: `<${name}${rest}` };
}

function timestampContent(now: number): string {
	const created = new Date(now).toISOString();
	const expires = new Date(now + MESSAGE_LIFE_MS).toISOString();
	return `<wsu:Created>${created}</wsu:Created><wsu:Expires>${expires}</wsu:Expires>`;
}

function signedInfoOf(parts: readonly SignedPart[]): string {
	let references = '';
	for (const { id, canonical } of parts) {
		const digest = createHash('sha256').update(canonical).digest('base64');
		references +=
			`<ds:Reference URI="#${id}"><ds:Transforms><ds:Transform Algorithm="${EXCLUSIVE}"></ds:Transform></ds:Transforms>` +
			`<ds:DigestMethod Algorithm="${SHA256}"></ds:DigestMethod><ds:DigestValue>${digest}</ds:DigestValue></ds:Reference>`;
	}

	return (
		`<ds:SignedInfo xmlns:ds="${NS.ds}"><ds:CanonicalizationMethod Algorithm="${EXCLUSIVE}"></ds:CanonicalizationMethod>` +
		`<ds:SignatureMethod Algorithm="${RSA_SHA256}"></ds:SignatureMethod>${references}</ds:SignedInfo>`
	);
}
