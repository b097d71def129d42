import { createHmac, X509Certificate } from 'node:crypto';
import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { canonicalXml } from '../../../../src/runtime/wire/xml/canonical.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';
import { childElements, type XmlElement } from '../../../../src/runtime/wire/xml/tree.ts';
import { signAgain } from './sign-again.ts';

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

const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const found = (message: string, pattern: RegExp) => {
	const [all] = pattern.exec(message) ?? [];
	if (all === undefined) {
		throw new Error(`${pattern} is not in the message`);
	}

	return all;
};
const put = (message: string, from: string, to: string) => {
	const changed = message.replace(from, () => to);
	if (changed === message && from !== to) {
		throw new Error(`${from} is not in the message`);
	}

	return changed;
};

/** Of a message: its parts as text, whichever prefixes it has. */
function partsOf(message: string) {
	const soap = found(message, /(?<=^<)\w+(?=:Envelope)/);
	const body = found(message, new RegExp(`<${soap}:Body .*</${soap}:Body>`, 's'));
	const timestamp = found(message, /<wsu:Timestamp .*<\/wsu:Timestamp>/s);
	return {
		soap,
		body,
		bodyId: found(body, /(?<=wsu:Id=")[^"]*/),
		timestamp,
		timestampId: found(timestamp, /(?<=wsu:Id=")[^"]*/),
		security: found(message, /<wsse:Security .*<\/wsse:Security>/s),
		signature: found(message, /<ds:Signature .*<\/ds:Signature>/s),
		token: found(message, /<wsse:BinarySecurityToken .*<\/wsse:BinarySecurityToken>/s),
		tokenReference: found(message, /<wsse:SecurityTokenReference.*<\/wsse:SecurityTokenReference>/s),
		endOf: (local: string) => found(message, new RegExp(`</[^>:]*:?${local}>`)),
	};
}

/** How the forged element is named, beside the original whose Id it may take. */
const ID_HANDLINGS: Readonly<Record<string, (id: string) => string>> = {
	'no Id': () => '',
	'the same Id': (id) => ` xmlns:wsu="${WSU}" wsu:Id="${id}"`,
	'another Id': (id) => ` xmlns:wsu="${WSU}" wsu:Id="forged-${id}"`,
	'the same as a plain Id': (id) => ` Id="${id}"`,
	'the same as xml:id': (id) => ` xml:id="${id}"`,
	'another Id, and the same as a plain one': (id) => ` xmlns:wsu="${WSU}" wsu:Id="forged" Id="${id}"`,
	'the same Id in another namespace': (id) => ` xmlns:x="urn:x" x:Id="${id}"`,
};
const takesTheId = (handling: string) => /^the same Id$|as a plain/.test(handling);

type Place = (message: string, original: string) => string;

/** Where the signed element goes when the forged one takes its place. */
function places(message: string): Readonly<Record<string, Place>> {
	const { endOf, soap } = partsOf(message);
	const before =
		(end: string): Place =>
		(m, original) =>
			put(m, end, original + end);
	const wrapped =
		(end: string): Place =>
		(m, original) =>
			put(m, end, `<x:wrap xmlns:x="urn:x">${original}</x:wrap>${end}`);
	return {
		'in the Header': before(endOf('Header')),
		'in a wrapper in the Header': wrapped(endOf('Header')),
		'in the Security header': before('</wsse:Security>'),
		'in a wrapper in the Security header': wrapped('</wsse:Security>'),
		'in ds:Object': (m, original) => put(m, '</ds:Signature>', `<ds:Object>${original}</ds:Object></ds:Signature>`),
		'in KeyInfo': before('</ds:KeyInfo>'),
		'in the token reference': before('</wsse:SecurityTokenReference>'),
		'in the Timestamp': before('</wsu:Timestamp>'),
		'beside the Body, in a wrapper': wrapped(`</${soap}:Envelope>`),
		'in an Envelope in the Header': (m, original) =>
			put(m, endOf('Header'), `<${soap}:Envelope>${original}</${soap}:Envelope>${endOf('Header')}`),
		nowhere: (m) => m,
	};
}

/** The forged Body in place of the signed one: payload × place of the original × Id. */
export function wrappedBodies(recorded: Recorded): readonly Variant[] {
	const { message, payloads, plainIds } = recorded;
	const { body, bodyId, soap, signature, tokenReference } = partsOf(message);
	return Object.entries(payloads).flatMap(([payloadName, payload]) =>
		Object.entries(ID_HANDLINGS).flatMap(([handling, idOf]) => {
			const forged = `<${soap}:Body${idOf(bodyId)}>${payload}</${soap}:Body>`;
			const variant = (where: string, document: string, codes: readonly string[]): Variant => ({
				name: `${payloadName}; the original ${where}; ${handling}`,
				document,
				codes,
			});
			const moved = Object.entries(places(message)).map(([where, place]) => {
				const inSignature = where === 'in ds:Object' || where === 'in the token reference';
				const reached = handling === 'the same Id' || (plainIds && takesTheId(handling));
				const codes =
					where === 'nowhere'
						? [reached ? 'WSS_BAD_DIGEST' : 'WSS_DANGLING_REFERENCE']
						: [inSignature ? 'WSS_SHAPE' : takesTheId(handling) ? 'WSS_DUPLICATE_ID' : 'WSS_BODY_NOT_SIGNED'];
				return variant(where, place(put(message, body, forged), body), codes);
			});
			const inside = put(forged, payload, `${payload}<x:wrap xmlns:x="urn:x">${body}</x:wrap>`);
			const refusal = takesTheId(handling) ? 'WSS_DUPLICATE_ID' : 'WSS_BODY_NOT_SIGNED';
			return [
				...moved,
				variant('in the forged Body', put(message, body, inside), [
					recorded.looksAtBodyFirst ? 'WIRE_ENVELOPE' : refusal,
				]),
				variant(
					'in the forged payload',
					put(
						message,
						body,
						forged.replace(/(<\/[^>]*>)(<\/[^>]*Body>)$/, (_, a, b) => body + a + b),
					),
					[refusal],
				),
				variant('before it', put(message, body, body + forged), ['WIRE_ENVELOPE']),
				variant('after it', put(message, body, forged + body), ['WIRE_ENVELOPE']),
				// and the reference leads to the forged one, which is no longer what was signed
				variant(
					'in the Header, the reference led to the forged one',
					put(
						put(message, body, forged),
						partsOf(message).endOf('Header'),
						body + partsOf(message).endOf('Header'),
					).replace(`URI="#${bodyId}"`, 'URI="#forged"'),
					[takesTheId(handling) ? 'WSS_DUPLICATE_ID' : 'WSS_DANGLING_REFERENCE'],
				),
			].filter(
				({ document }) => document.includes(signature.slice(0, 40)) && document.includes(tokenReference.slice(0, 20)),
			);
		}),
	);
}

/** A fresh Timestamp in place of the signed one. */
export function wrappedTimestamps({ message, plainIds }: Recorded): readonly Variant[] {
	const { timestamp, timestampId } = partsOf(message);
	const fresh = (id: string) =>
		`<wsu:Timestamp xmlns:wsu="${WSU}"${id.replace(` xmlns:wsu="${WSU}"`, '')}><wsu:Created>${new Date().toISOString()}</wsu:Created><wsu:Expires>${new Date(Date.now() + 3_000_000).toISOString()}</wsu:Expires></wsu:Timestamp>`;
	return Object.entries(ID_HANDLINGS).flatMap(([handling, idOf]) =>
		Object.entries(places(message)).map(([where, place]) => {
			const reached = handling === 'the same Id' || (plainIds && takesTheId(handling));
			const codes =
				where === 'nowhere'
					? [reached ? 'WSS_BAD_DIGEST' : 'WSS_DANGLING_REFERENCE']
					: where === 'in ds:Object' || where === 'in the token reference' || where === 'in the Security header'
						? ['WSS_SHAPE']
						: [takesTheId(handling) ? 'WSS_DUPLICATE_ID' : 'WSS_TIMESTAMP_NOT_SIGNED'];
			const document = place(put(message, timestamp, fresh(idOf(timestampId))), timestamp);
			return { name: `a fresh Timestamp; the original ${where}; ${handling}`, document, codes };
		}),
	);
}

/** What a signature may refer to, and by which ways. */
export function changedReferences({ message }: Recorded): readonly Variant[] {
	const { bodyId } = partsOf(message);
	const uris = [
		'',
		'#',
		'#none',
		'#xpointer(/)',
		`#xpointer(id('${bodyId}'))`,
		`#${bodyId} `,
		` #${bodyId}`,
		`#${bodyId.toUpperCase()}X`,
		`http://127.0.0.1/x#${bodyId}`,
		`cid:${bodyId}`,
		'file:///etc/passwd',
		`?#${bodyId}`,
		bodyId,
		`##${bodyId}`,
	];
	const algorithms = [
		'http://www.w3.org/TR/1999/REC-xpath-19991116',
		'http://www.w3.org/TR/1999/REC-xslt-19991116',
		`${DS}base64`,
		'http://www.w3.org/2002/06/xmldsig-filter2',
		'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
		'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
		'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform',
	];
	const transform = found(message, /<ds:Transform (?:[^<]*)(?:\/>|><\/ds:Transform>)/);
	const other = (algorithm: string) => `<ds:Transform Algorithm="${algorithm}"><ds:XPath>//x</ds:XPath></ds:Transform>`;
	return [
		...uris.map((uri) => ({
			name: `a reference to "${uri}"`,
			document: put(message, `URI="#${bodyId}"`, `URI="${uri}"`),
			codes: ['WSS_DANGLING_REFERENCE'],
		})),
		{
			name: 'a reference without URI',
			document: put(message, ` URI="#${bodyId}"`, ''),
			codes: ['WSS_DANGLING_REFERENCE'],
		},
		...algorithms.flatMap((algorithm) => [
			{
				name: `the transform ${algorithm}`,
				document: put(message, transform, other(algorithm)),
				codes: ['WSS_FORBIDDEN_ALGORITHM'],
			},
			{
				name: `${algorithm} after the canonical form`,
				document: put(message, transform, transform + other(algorithm)),
				codes: ['WSS_FORBIDDEN_ALGORITHM'],
			},
			{
				name: `${algorithm} before the canonical form`,
				document: put(message, transform, other(algorithm) + transform),
				codes: ['WSS_FORBIDDEN_ALGORITHM'],
			},
		]),
	];
}

/** Security headers, signatures and keys that are doubled, left out, or the attacker's. */
export function changedKeys(recorded: Recorded): readonly Variant[] {
	const { message, payloads, attacker, victim } = recorded;
	const { security, signature, token, tokenReference, body, soap, endOf } = partsOf(message);
	const [payload = ''] = Object.values(payloads);
	const forged = put(message, found(body, /(?<=<\w+:Body[^>]*>).*(?=<\/\w+:Body>)/s), payload);
	const pem = (identity: Identity) => new X509Certificate(identity.certificatePem).raw.toString('base64');
	const attackers = signAgain(put(forged, pem(victim), pem(attacker)), attacker);
	const renamed = (text: string) =>
		text.replaceAll('wsu:Id="', 'wsu:Id="x').replaceAll(' Id="', ' Id="x').replaceAll('URI="#', 'URI="#x');
	const shape = ['WSS_SHAPE'];
	const doubled = ['WSS_SHAPE', 'WSS_DUPLICATE_ID'];
	const emptySecurity = security.replace(/>.*</s, '><');
	return [
		{ name: 'changed and signed by the attacker', document: attackers, codes: ['WSS_UNKNOWN_CERTIFICATE'] },
		{
			name: 'changed and signed by the attacker, with the certificate of the victim',
			document: put(attackers, pem(attacker), pem(victim)),
			codes: ['WSS_BAD_SIGNATURE'],
		},
		{ name: 'changed and not signed again', document: forged, codes: ['WSS_BAD_DIGEST'] },
		{ name: 'the Security header twice', document: put(message, security, security + security), codes: doubled },
		{
			name: 'a second Security header, other Ids',
			document: put(message, security, security + renamed(security)),
			codes: shape,
		},
		{
			name: 'a second Security header in front, other Ids',
			document: put(message, security, renamed(security) + security),
			codes: shape,
		},
		{
			name: 'an empty Security header in front',
			document: put(message, security, emptySecurity + security),
			codes: shape,
		},
		{
			name: 'an empty Security header after',
			document: put(message, security, security + emptySecurity),
			codes: shape,
		},
		{
			name: 'a Security header for another actor in front',
			document: put(message, security, emptySecurity.replace('>', ` ${soap}:actor="urn:a">`) + security),
			codes: shape,
		},
		{ name: 'no Security header', document: put(message, security, ''), codes: ['WSS_UNSIGNED'] },
		{ name: 'no Security header, and a forged Body', document: put(forged, security, ''), codes: ['WSS_UNSIGNED'] },
		{
			name: 'a Security header of another namespace',
			document: put(message, security, security.replace(/xmlns:wsse="[^"]*"/, 'xmlns:wsse="urn:x"')),
			codes: ['WSS_UNSIGNED', 'WIRE_NOT_UNDERSTOOD'],
		},
		{
			name: 'the Security header in the Body',
			document: put(put(message, security, ''), body, body.replace(/(?=<\/\w+:Body>)/, security)),
			codes: ['WSS_UNSIGNED', 'WIRE_ENVELOPE'],
		},
		{ name: 'no signature', document: put(forged, signature, ''), codes: ['WSS_UNSIGNED'] },
		{ name: 'the signature twice', document: put(message, signature, signature + renamed(signature)), codes: shape },
		{
			name: 'the signature outside of the Security header',
			document: put(
				put(message, signature, ''),
				endOf('Header'),
				signature.replace('<ds:Signature ', `<ds:Signature xmlns:wsse="${WSSE}" `) + endOf('Header'),
			),
			codes: ['WSS_UNSIGNED'],
		},
		{ name: 'two tokens', document: put(message, token, token + renamed(token)), codes: shape },
		{
			name: 'the attacker as a second token',
			document: put(message, token, renamed(token).replace(pem(victim), pem(attacker)) + token),
			codes: shape,
		},
		{
			name: 'the key as a value',
			document: put(message, tokenReference, '<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>'),
			codes: shape,
		},
		{
			name: 'the key as X509Data',
			document: put(
				message,
				tokenReference,
				`<ds:X509Data><ds:X509Certificate>${pem(attacker)}</ds:X509Certificate></ds:X509Data>`,
			),
			codes: shape,
		},
		{ name: 'no key', document: put(message, tokenReference, ''), codes: shape },
		{
			name: 'a key that is to be fetched',
			document: put(message, tokenReference, '<ds:RetrievalMethod URI="http://127.0.0.1:1/key"/>'),
			codes: shape,
		},
		...hmacs(forged, victim),
	];
}

/** HMAC with what everybody knows as its secret: verifiers that take the algorithm from the message fall for it. */
function hmacs(forged: string, victim: Identity): readonly Variant[] {
	const { raw, publicKey } = new X509Certificate(victim.certificatePem);
	const secrets = {
		'the certificate': raw,
		'its text': Buffer.from(victim.certificatePem),
		'the public key': publicKey.export({ type: 'spki', format: 'der' }),
	};
	return Object.entries(secrets).flatMap(([what, secret]) =>
		(['sha1', 'sha256'] as const).map((hash) => {
			const method = hash === 'sha1' ? `${DS}hmac-sha1` : 'http://www.w3.org/2001/04/xmldsig-more#hmac-sha256';
			const named = signAgain(
				forged.replace(/(<ds:SignatureMethod Algorithm=")[^"]*/, (_, start: string) => start + method),
				victim,
			);
			const signedInfo = find(readXml(named), 'SignedInfo');
			const value = createHmac(hash, secret).update(canonicalXml(signedInfo)).digest('base64');
			return {
				name: `HMAC with ${hash} and ${what} as the secret`,
				document: named.replace(/(<ds:SignatureValue>)[^<]*/, (_, tag: string) => tag + value),
				codes: ['WSS_FORBIDDEN_ALGORITHM'],
			};
		}),
	);
}

/** Comments, CDATA and processing instructions where values are read, and other readings of the same octets. */
export function changedText({ message, payloads }: Recorded): readonly Variant[] {
	const { body } = partsOf(message);
	const content = found(body, /(?<=<\w+:Body[^>]*>).*(?=<\/\w+:Body>)/s);
	const [payload = ''] = Object.values(payloads);
	const forged = put(message, content, payload);
	const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${message}`;
	const utf16 = Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le');
	return [
		...['DigestValue', 'SignatureValue'].flatMap((name) =>
			[
				['a comment in', (value: string) => `<!-- x -->${value}`, ['WSS_BAD_DIGEST']],
				['a comment amid', (value: string) => `${value.slice(0, 8)}<!-- x -->${value.slice(8)}`, ['WSS_BAD_DIGEST']],
				['CDATA for', (value: string) => `<![CDATA[${value}]]>`, ['WSS_BAD_DIGEST']],
				['a processing instruction in', (value: string) => `<?x ${value}?>${value}`, ['XML_FORBIDDEN']],
				['an element in', (value: string) => `${value}<x xmlns="urn:x"/>`, ['WSS_SHAPE', 'WSS_BAD_DIGEST']],
				['a second', (value: string) => `${value}</ds:${name}><ds:${name}>${value}`, ['WSS_SHAPE']],
			].map(([what, edit, codes]) => ({
				name: `${String(what)} ${name}, and a forged Body`,
				document: forged.replace(
					new RegExp(`(<ds:${name}>)([^<]*)`),
					(_, tag: string, value: string) => tag + (edit as (value: string) => string)(value),
				),
				codes: codes as string[],
			})),
		),
		{
			name: 'a processing instruction that hides the Body',
			document: put(message, content, `<?x ${content.replaceAll('?>', '')}?>${payload}`),
			codes: ['XML_FORBIDDEN', 'XML_MALFORMED'],
		},
		{
			name: 'a comment that hides the Body',
			document: put(message, content, `<!--${content}-->${payload}`),
			codes: ['WSS_BAD_DIGEST'],
		},
		{ name: 'UTF-16', document: utf16, codes: ['XML_ENCODING'] },
		{ name: 'UTF-16 without mark', document: utf16.subarray(2), codes: ['XML_ENCODING', 'XML_MALFORMED'] },
		{ name: 'UTF-16 in the other order', document: Buffer.from(utf16).swap16(), codes: ['XML_ENCODING'] },
		...['ISO-8859-1', 'UTF-7', 'UTF-16', 'windows-1252', 'IBM037'].map((encoding) => ({
			name: `declared as ${encoding}`,
			document: declared(encoding),
			codes: ['XML_ENCODING'],
		})),
		{
			name: 'octets that are no UTF-8',
			document: Buffer.from(put(message, content, `\u00ff${content}`), 'latin1'),
			codes: ['XML_ENCODING'],
		},
		{ name: 'NUL', document: put(message, content, `\0${content}`), codes: ['XML_MALFORMED'] },
		{ name: 'NUL as a reference', document: put(message, content, `&#0;${content}`), codes: ['XML_MALFORMED'] },
		{ name: 'XML 1.1', document: `<?xml version="1.1"?>${message}`, codes: ['XML_FORBIDDEN'] },
		{ name: 'a document type', document: `<!DOCTYPE x [<!ENTITY a "b">]>${message}`, codes: ['XML_FORBIDDEN'] },
		{
			name: 'a document type from elsewhere',
			document: `<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">${message}`,
			codes: ['XML_FORBIDDEN'],
		},
		{
			name: 'an attribute that makes an Id',
			document: `<!DOCTYPE x [<!ATTLIST Body fake ID "id">]>${message}`,
			codes: ['XML_FORBIDDEN'],
		},
		{ name: 'two roots', document: message + message, codes: ['XML_MALFORMED'] },
		{ name: 'text after the end', document: `${message}x`, codes: ['XML_MALFORMED'] },
		{
			name: 'an attribute twice',
			document: message.replace(/ wsu:Id="([^"]*)"/, ' wsu:Id="$1" wsu:Id="y"'),
			codes: ['XML_MALFORMED'],
		},
		{
			name: 'an entity that nobody declared',
			document: put(message, content, `&xxe;${content}`),
			codes: ['XML_MALFORMED'],
		},
		{ name: 'half of it', document: message.slice(0, message.length / 2), codes: ['XML_MALFORMED'] },
	];
}

/** All of them. */
export function allVariants(recorded: Recorded): readonly Variant[] {
	return [wrappedBodies, wrappedTimestamps, changedReferences, changedKeys, changedText].flatMap((make) =>
		make(recorded),
	);
}

function find(root: XmlElement, local: string): XmlElement {
	const all = [root];
	for (const each of all) {
		if (each.local === local) {
			return each;
		}

		all.push(...childElements(each));
	}

	throw new Error(`no ${local}`);
}
