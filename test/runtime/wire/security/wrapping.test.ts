import { beforeAll, expect, it } from 'vitest';
import { readCertificate } from '../../../../src/runtime/wire/security/identity.ts';
import { verifyMessage } from '../../../../src/runtime/wire/security/verify.ts';
import { payloadOf } from '../../../../src/runtime/wire/soap/envelope.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';
import { textOf, type XmlElement } from '../../../../src/runtime/wire/xml/tree.ts';
import { makeIdentities } from '../identities.ts';
import { edit, NOW, requestSignedBy } from './message.ts';

/**
 * What somebody can do with a recorded message and without the key. Each is refused, and not by chance: the reason is
 * part of the expectation.
 */
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const bodyOf = (message: string) => part(message, /<s:Body .*<\/s:Body>/);
const securityOf = (message: string) => part(message, /<wsse:Security .*<\/wsse:Security>/);
const signatureOf = (message: string) => part(message, /<ds:Signature .*<\/ds:Signature>/);
const timestampOf = (message: string) => part(message, /<wsu:Timestamp .*<\/wsu:Timestamp>/);
const tokenOf = (message: string) => part(message, /<wsse:BinarySecurityToken .*<\/wsse:BinarySecurityToken>/);
const part = (message: string, pattern: RegExp) => pattern.exec(message)?.[0] ?? '';
const EVIL =
	'<e:ncTerminateInstance xmlns:e="http://eucalyptus.ucsb.edu/"><e:userId>eucalyptus</e:userId><e:instanceId>i-EEEEEEEE</e:instanceId></e:ncTerminateInstance>';
const body = (id: string) => `<s:Body${id === '' ? '' : ` wsu:Id="${id}"`}>${EVIL}</s:Body>`;
const inHeader = (message: string, more: string) => edit(message, '</s:Header>', `${more}</s:Header>`);
const withBody = (message: string, other: string) => edit(message, bodyOf(message), other);

const ATTACKS: readonly (readonly [what: string, attack: (message: string) => string, code: string])[] = [
	[
		'the Body moved into a header, a forged one without Id',
		(m) => inHeader(withBody(m, body('')), bodyOf(m)),
		'WSS_BODY_NOT_SIGNED',
	],
	['the same with another Id', (m) => inHeader(withBody(m, body('evil')), bodyOf(m)), 'WSS_BODY_NOT_SIGNED'],
	['the same with the same Id', (m) => inHeader(withBody(m, body('body')), bodyOf(m)), 'WSS_DUPLICATE_ID'],
	[
		'the same with the same value as a plain Id',
		(m) => inHeader(withBody(m, `<s:Body Id="body">${EVIL}</s:Body>`), bodyOf(m)),
		'WSS_DUPLICATE_ID',
	],
	[
		'the Body moved into the Security header',
		(m) => edit(withBody(m, body('')), '</wsse:Security>', `${bodyOf(m)}</wsse:Security>`),
		'WSS_BODY_NOT_SIGNED',
	],
	[
		'the Body moved into a wrapper inside the forged Body',
		(m) => withBody(m, `<s:Body>${EVIL}<w>${bodyOf(m)}</w></s:Body>`),
		'WSS_BODY_NOT_SIGNED',
	],
	[
		'the Body moved into ds:Object of the signature',
		(m) => edit(withBody(m, body('')), '</ds:Signature>', `<ds:Object>${bodyOf(m)}</ds:Object></ds:Signature>`),
		'WSS_SHAPE',
	],
	[
		'the Body moved into KeyInfo',
		(m) => edit(withBody(m, body('')), '</wsse:SecurityTokenReference>', `</wsse:SecurityTokenReference>${bodyOf(m)}`),
		'WSS_BODY_NOT_SIGNED',
	],
	['a second Body before', (m) => withBody(m, body('') + bodyOf(m)), 'WIRE_ENVELOPE'],
	['a second Body after', (m) => withBody(m, bodyOf(m) + body('')), 'WIRE_ENVELOPE'],
	[
		'a forged element beside the signed one in the Body',
		(m) => edit(m, '</s:Body>', `${EVIL}</s:Body>`),
		'WSS_BAD_DIGEST',
	],
	[
		'the whole envelope wrapped in another',
		(m) =>
			`<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>${m}</s:Header><s:Body>${EVIL}</s:Body></s:Envelope>`,
		'WSS_UNSIGNED',
	],
	[
		'a second Header with the forged security',
		(m) => edit(m, '</s:Header>', '</s:Header><s:Header></s:Header>'),
		'WIRE_ENVELOPE',
	],
	['two Security headers', (m) => inHeader(m, securityOf(m).replaceAll('wsu:Id="', 'wsu:Id="x')), 'WSS_SHAPE'],
	['two Signatures', (m) => edit(m, '</wsse:Security>', `${signatureOf(m)}</wsse:Security>`), 'WSS_SHAPE'],
	['two SignedInfo', (m) => edit(m, '</ds:SignedInfo>', '</ds:SignedInfo><ds:SignedInfo/>'), 'WSS_SHAPE'],
	[
		'two Timestamps',
		(m) => edit(m, timestampOf(m), timestampOf(m) + timestampOf(m).replace('"ts"', '"t2"')),
		'WSS_SHAPE',
	],
	[
		'the Timestamp moved away and a fresh one in its place',
		(m) => inHeader(edit(m, timestampOf(m), timestampOf(m).replace('"ts"', '"t2"')), timestampOf(m)),
		'WSS_TIMESTAMP_NOT_SIGNED',
	],
	['the Timestamp left out', (m) => edit(m, timestampOf(m), ''), 'WSS_SHAPE'],
	['the end of the Timestamp moved', (m) => edit(m, '12:05:00.000Z', '12:59:00.000Z'), 'WSS_BAD_DIGEST'],
	['two tokens', (m) => edit(m, tokenOf(m), tokenOf(m) + tokenOf(m).replace('"tok"', '"tok2"')), 'WSS_SHAPE'],
	['the key reference led to another element', (m) => edit(m, 'URI="#tok"', 'URI="#ts"'), 'WSS_SHAPE'],
	['the key reference led nowhere', (m) => edit(m, 'URI="#tok"', 'URI="#none"'), 'WSS_DANGLING_REFERENCE'],
	[
		'the key given as a value',
		(m) => edit(m, /<wsse:SecurityTokenReference>.*<\/wsse:SecurityTokenReference>/, '<ds:KeyValue/>'),
		'WSS_SHAPE',
	],
	['a reference to the whole document', (m) => edit(m, 'URI="#body"', 'URI=""'), 'WSS_DANGLING_REFERENCE'],
	[
		'a reference to another document',
		(m) => edit(m, 'URI="#body"', 'URI="http://evil/x#body"'),
		'WSS_DANGLING_REFERENCE',
	],
	['a reference by XPointer', (m) => edit(m, 'URI="#body"', 'URI="#xpointer(/)"'), 'WSS_DANGLING_REFERENCE'],
	['a reference without URI', (m) => edit(m, ' URI="#body"', ''), 'WSS_DANGLING_REFERENCE'],
	[
		'a reference to an element that holds the signature',
		(m) => edit(edit(m, '<s:Header>', '<s:Header wsu:Id="h">'), 'URI="#To"', 'URI="#h"'),
		'WSS_SHAPE',
	],
	[
		'the reference to the Body taken out of SignedInfo',
		(m) => edit(m, /<ds:Reference URI="#body">.*?<\/ds:Reference>/, ''),
		'WSS_BODY_NOT_SIGNED',
	],
	[
		'the Body renamed into another namespace',
		(m) =>
			withBody(m, bodyOf(m).replaceAll('s:Body', 'x:Body').replace('<x:Body', '<x:Body xmlns:x="urn:x"') + body('')),
		'WSS_BODY_NOT_SIGNED',
	],
	[
		'the namespace of the payload changed from outside',
		(m) => edit(m, 'xmlns:e="http://eucalyptus.ucsb.edu/"', 'xmlns:e="urn:evil"'),
		'WSS_BAD_DIGEST',
	],
	[
		'the prefix of wsu led to another namespace at the Body',
		(m) => edit(m, '<s:Body ', '<s:Body xmlns:wsu="urn:evil" '),
		'WSS_DANGLING_REFERENCE',
	],
	[
		'a comment in the digest and a changed Body',
		(m) => edit(edit(m, '<ds:DigestValue>', '<ds:DigestValue><!-- x -->'), 'alice', 'mallory'),
		'WSS_BAD_DIGEST',
	],
	['an element in the digest', (m) => edit(m, '<ds:DigestValue>', '<ds:DigestValue><x/>'), 'WSS_SHAPE'],
	['a processing instruction that hides the value', (m) => edit(m, 'i-3C5F0702', '<?x i-3C5F0702?>'), 'XML_FORBIDDEN'],
	['a document type in front', (m) => `<!DOCTYPE s:Envelope [<!ATTLIST s:Body Id ID "body">]>${m}`, 'XML_FORBIDDEN'],
	['thousands of nested tags', (m) => inHeader(m, '<a>'.repeat(5000) + '</a>'.repeat(5000)), 'XML_TOO_DEEP'],
	[
		'nine references',
		(m) =>
			edit(
				m,
				'</ds:SignedInfo>',
				`${part(m, /<ds:Reference URI="#body">.*?<\/ds:Reference>/).repeat(4)}</ds:SignedInfo>`,
			),
		'WSS_SHAPE',
	],
	['a changed addressee', (m) => edit(m, 'node7', 'node8'), 'WSS_BAD_DIGEST'],
	[
		'an embedded token beside the real one',
		(m) => edit(m, /<wsse:Reference [^>]*>/, `<wsse:Embedded>${tokenOf(m).replace('"tok"', '"tok2"')}</wsse:Embedded>`),
		'WSS_SHAPE',
	],
	[
		'an Id given twice deep inside the payload',
		(m) => edit(m, '<e:userId>', `<e:userId xmlns:wsu="${WSU}" wsu:Id="body">`),
		'WSS_DUPLICATE_ID',
	],
	[
		'a signature of the Body only in a Security header for somebody else',
		(m) => edit(m, 'wsse:Security ', 'wsse:Security2 ').replace('</wsse:Security>', '</wsse:Security2>'),
		'WSS_UNSIGNED',
	],
];

let message: string;
let certificate: string;

beforeAll(async () => {
	const { cluster } = await makeIdentities();
	message = requestSignedBy(cluster);
	certificate = cluster.certificatePem;
});

/** The refusal, or the instance that would be ended. */
async function outcome(document: string): Promise<unknown> {
	const known = readCertificate(certificate);
	try {
		const { body: verified } = await verifyMessage(readXml(document), {
			now: NOW,
			findPeer: (fingerprint) =>
				fingerprint === known.fingerprint ? { peer: 1, publicKey: known.publicKey } : undefined,
		});
		return textOf(payloadOf(verified).children[1] as XmlElement);
	} catch (error) {
		return (error as { code?: unknown }).code ?? error;
	}
}

it('the untouched message is accepted', async () => {
	expect(await outcome(message)).toBe('i-3C5F0702');
});

it.each(ATTACKS)('refused: %s', async (_what, attack, code) => {
	expect(await outcome(attack(message))).toBe(code);
});

it('an unsigned extra header changes nothing of what is read', async () => {
	const extra = '<wsa:ReplyTo xmlns:wsa="http://www.w3.org/2005/08/addressing">evil</wsa:ReplyTo>';
	expect(await outcome(inHeader(message, extra))).toBe('i-3C5F0702');
});
