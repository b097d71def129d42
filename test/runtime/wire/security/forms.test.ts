import { beforeAll, describe, expect, it } from 'vitest';
import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { openReplayStore } from '../../../../src/runtime/wire/security/replay-store.ts';
import { makeIdentities } from '../identities.ts';
import { edit, NOW, requestSignedBy, verdict, verifyWith } from './message.ts';
import { signAgain } from './sign-again.ts';

/** Which forms of a rightly signed message are accepted, and what the refusal of each other form says, in full. */
const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const LIST = (prefixes: string) => `<c:InclusiveNamespaces xmlns:c="${EXC}" PrefixList="${prefixes}"/>`;
let signer: Identity;
let good: string;

beforeAll(async () => {
	signer = (await makeIdentities()).cluster;
	good = requestSignedBy(signer);
});

const part = (pattern: RegExp) => pattern.exec(good)?.[0] ?? '';
const token = () => part(/<wsse:BinarySecurityToken .*<\/wsse:BinarySecurityToken>/);
const timestamp = () => part(/<wsu:Timestamp .*<\/wsu:Timestamp>/);
const signature = () => part(/<ds:Signature .*<\/ds:Signature>/);
const reference = (id: string) => part(new RegExp(`<ds:Reference URI="#${id}">.*?</ds:Reference>`));
const times = (created: string, expires: string) => (m: string) =>
	m.replace(
		/<wsu:Created>.*<\/wsu:Expires>/,
		`<wsu:Created>${created}</wsu:Created><wsu:Expires>${expires}</wsu:Expires>`,
	);

const prefixes = (count: number) => Array.from({ length: count }, (_, i) => `p${i}`).join(' ');

type Change = (message: string) => string;

const ACCEPTED: readonly (readonly [what: string, change: Change])[] = [
	['nothing changed', (m) => m],
	[
		'the Signature first and the Timestamp last',
		(m) => edit(edit(m, timestamp(), ''), '</wsse:Security>', `${timestamp()}</wsse:Security>`),
	],
	['the token last', (m) => edit(edit(m, token(), ''), '</wsse:Security>', `${token()}</wsse:Security>`)],
	[
		'blanks and line ends around everything in the Security header',
		(m) => m.replace(/(<\/?(wsse|ds|wsu):[^>]*>)(?=<)/g, '$1\r\n  \t'),
	],
	['a wrapped certificate', (m) => edit(m, /(?<=wsu:Id="tok">)[^<]*/, (all) => all.replace(/.{64}/g, '$&\n    '))],
	[
		'a token without its types',
		(m) => edit(m, /(<wsse:BinarySecurityToken) [^>]*/, '<wsse:BinarySecurityToken wsu:Id="tok"'),
	],
	[
		'an embedded token',
		(m) => edit(edit(m, token(), ''), /<wsse:Reference [^>]*>/, `<wsse:Embedded>${token()}</wsse:Embedded>`),
	],
	[
		'SHA-1 for the signature and a digest',
		(m) =>
			edit(
				edit(m, 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256', `${DS}rsa-sha1`),
				'http://www.w3.org/2001/04/xmlenc#sha256',
				`${DS}sha1`,
			),
	],
	[
		'a list of inclusive prefixes in the signature',
		(m) => edit(m, '></ds:CanonicalizationMethod>', `>${LIST('s wsu')}</ds:CanonicalizationMethod>`),
	],
	[
		'a list of inclusive prefixes in a reference',
		(m) => edit(m, '></ds:Transform>', `>${LIST('s wsa')}</ds:Transform>`),
	],
	[
		'an inclusive prefix that nobody declares, and more blanks than needed',
		(m) => edit(m, '></ds:Transform>', `>${LIST('nobody  s')}</ds:Transform>`),
	],
	['a list of 64 prefixes', (m) => edit(m, '></ds:Transform>', `>${LIST(prefixes(64))}</ds:Transform>`)],
	[
		'a list of no prefixes',
		(m) => edit(m, '></ds:Transform>', `><c:InclusiveNamespaces xmlns:c="${EXC}"/></ds:Transform>`),
	],
	['eight references', (m) => edit(m, '</ds:SignedInfo>', `${reference('ts').repeat(3)}</ds:SignedInfo>`)],
	['blanks around the times', times(' 2026-11-23T12:00:00Z\n', '\t2026-11-23T12:05:00Z ')],
	['times without milliseconds and with', times('2026-11-23T12:00:00Z', '2026-11-23T12:05:00.123456789Z')],
	['times without a zone, which means UTC', times('2026-11-23T12:00:00', '2026-11-23T12:05:00')],
	['a life of a whole hour', times('2026-11-23T12:00:00Z', '2026-11-23T13:00:00Z')],
	['times in another zone', times('2026-11-23T13:00:00+01:00', '2026-11-23T11:05:00-01:00')],
	[
		'Expires before Created in the order of elements',
		(m) =>
			edit(
				m,
				/(<wsu:Created>.*<\/wsu:Created>)(<wsu:Expires>.*<\/wsu:Expires>)/,
				(_, created = '', expires = '') => expires + created,
			),
	],
	['an unsigned header of somebody else', (m) => edit(m, '<s:Header>', '<s:Header><x xmlns="urn:x">y</x>')],
	['text and comments in the signature', (m) => edit(m, '<ds:KeyInfo>', '<!-- key --><ds:KeyInfo>')],
	[
		'an Id of another namespace that equals one of ours',
		(m) => edit(m, '<e:userId>', '<e:userId xmlns:x="urn:x" x:Id="ts">'),
	],
];

it.each(ACCEPTED)('accepted: %s', async (_what, change) => {
	expect(await verdict(signer.certificatePem, signAgain(change(good), signer))).toBe('accepted');
});

const REFUSED: readonly (readonly [change: Change, message: string])[] = [
	[
		(m) => edit(m, '></ds:Transform>', `>${LIST(prefixes(65))}</ds:Transform>`),
		'the security header is not acceptable: the transform lists more than 64 inclusive prefixes',
	],
	[
		(m) => m.replace(/<(\/?)ds:CanonicalizationMethod/g, '<$1ds:Other'),
		'the security header is not acceptable: SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to 8 References',
	],
	[
		(m) => m.replace(/<(\/?)ds:SignatureMethod/g, '<$1ds:Other'),
		'the security header is not acceptable: SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to 8 References',
	],
	[
		(m) => edit(m, '</ds:SignedInfo>', '<ds:Other/></ds:SignedInfo>'),
		'the security header is not acceptable: SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to 8 References',
	],
	[
		(m) => edit(m, /<ds:Reference .*<\/ds:Reference>/, ''),
		'the security header is not acceptable: SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to 8 References',
	],
	[
		(m) => edit(m, /<ds:SignatureMethod.*<\/ds:Reference>/, ''),
		'the security header is not acceptable: SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to 8 References',
	],
	[
		(m) => edit(m, /<ds:CanonicalizationMethod.*<\/ds:Reference>/, ''),
		'the security header is not acceptable: SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to 8 References',
	],
	[
		(m) => edit(m, '</ds:SignedInfo>', `${reference('ts').repeat(4)}</ds:SignedInfo>`),
		'the security header is not acceptable: SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to 8 References',
	],
	[
		(m) => edit(m, /(<ds:CanonicalizationMethod) [^>]*/, '<ds:CanonicalizationMethod'),
		'the canonicalization (none) is not accepted',
	],
	[
		(m) => edit(m, /(<ds:CanonicalizationMethod) [^>]*/, '<ds:CanonicalizationMethod Algorithm="urn:x"'),
		'the canonicalization urn:x is not accepted',
	],
	[
		(m) => edit(m, '></ds:CanonicalizationMethod>', '><x/></ds:CanonicalizationMethod>'),
		'the security header is not acceptable: unknown content in the canonicalization',
	],
	[(m) => edit(m, /(<ds:SignatureMethod) [^>]*/, '<ds:SignatureMethod'), 'the signature method (none) is not accepted'],
	[
		(m) => edit(m, /xmldsig-more#rsa-sha256/, 'xmldsig-more#hmac-sha256'),
		'the signature method http://www.w3.org/2001/04/xmldsig-more#hmac-sha256 is not accepted',
	],
	[
		(m) => edit(m, '></ds:SignatureMethod>', '><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>'),
		'the security header is not acceptable: unknown content in the signature method',
	],
	[(m) => edit(m, /(<ds:DigestMethod) [^>]*/, '<ds:DigestMethod'), 'the digest method (none) is not accepted'],
	[
		(m) => edit(m, '></ds:DigestMethod>', '><x/></ds:DigestMethod>'),
		'the security header is not acceptable: unknown content in the digest method',
	],
	[
		(m) => edit(m, /<ds:Transform Algorithm[^>]*><\/ds:Transform>/, ''),
		'the security header is not acceptable: a Reference without the exclusive canonical form',
	],
	[
		(m) =>
			edit(m, /<ds:Transform (Algorithm[^>]*)><\/ds:Transform>/, (_, rest = '') => `<ds:Other ${rest}></ds:Other>`),
		'the security header is not acceptable: a Reference without the exclusive canonical form',
	],
	[(m) => edit(m, /(<ds:Transform) Algorithm[^>]*/, '<ds:Transform'), 'the transform (none) is not accepted'],
	[
		(m) => edit(m, '></ds:Transform>', '><x/></ds:Transform>'),
		'the security header is not acceptable: unknown content in the transform',
	],
	[
		(m) => edit(m, '></ds:Transform>', `>${LIST('s')}${LIST('s')}</ds:Transform>`),
		'the security header is not acceptable: unknown content in the transform',
	],
	[
		(m) => edit(m, '></ds:Transform>', `>${LIST('s')}<x/></ds:Transform>`),
		'the security header is not acceptable: unknown content in the transform',
	],
	[(m) => edit(m, '</ds:Transform>', '</ds:Transform><ds:Transform/>'), 'the transform (none) is not accepted'],
	[
		(m) => edit(m, '</ds:Transform>', '</ds:Transform><ds:Transform Algorithm="urn:x"/>'),
		'the transform urn:x is not accepted',
	],
	[
		(m) => edit(m, '<ds:Transforms>', `<ds:Transforms><ds:Transform Algorithm="${DS}enveloped-signature"/>`),
		`the transform ${DS}enveloped-signature is not accepted`,
	],
	[
		(m) => edit(m, /<ds:Transforms>.*?<\/ds:Transforms>/, ''),
		'the security header is not acceptable: expected exactly one Transforms, found 0',
	],
	[
		(m) => edit(m, /<ds:DigestMethod .*?<\/ds:DigestMethod>/, ''),
		'the security header is not acceptable: expected exactly one DigestMethod, found 0',
	],
	[
		(m) => edit(m, /<ds:DigestValue>.*?<\/ds:DigestValue>/, ''),
		'the security header is not acceptable: expected exactly one DigestValue, found 0',
	],
	[
		(m) => edit(m, '<ds:DigestValue>', '<ds:DigestValue/><ds:DigestValue>'),
		'the security header is not acceptable: expected exactly one DigestValue, found 2',
	],
	[
		(m) => edit(m, /<ds:DigestValue>[^<]*/, '<ds:DigestValue>AAAA'),
		'the element {http://schemas.xmlsoap.org/soap/envelope/}Body was changed after it was signed (its digest differs)',
	],
	[
		(m) => edit(m, /<ds:DigestValue>[^<]*/, '<ds:DigestValue>'),
		'the security header is not acceptable: DigestValue does not hold base64',
	],
	[
		(m) => edit(m, /<ds:DigestValue>[^<]*/, '<ds:DigestValue>AAA'),
		'the security header is not acceptable: DigestValue does not hold base64',
	],
	[
		(m) => edit(m, /<ds:DigestValue>[^<]*/, '<ds:DigestValue>!AAAA'),
		'the security header is not acceptable: DigestValue does not hold base64',
	],
	[
		(m) => edit(m, /<ds:DigestValue>[^<]*/, '<ds:DigestValue>!AAAAAA='),
		'the security header is not acceptable: DigestValue does not hold base64',
	],
	[
		(m) => edit(m, /<ds:DigestValue>[^<]*/, '<ds:DigestValue>AAA=AAA='),
		'the security header is not acceptable: DigestValue does not hold base64',
	],
	[
		(m) => edit(m, '<ds:SignatureValue>', '<ds:SignatureValue>='),
		'the security header is not acceptable: SignatureValue does not hold base64',
	],
	[
		(m) => edit(m, '<ds:KeyInfo>', '<x/><ds:KeyInfo>'),
		'the security header is not acceptable: Signature must hold exactly SignedInfo, SignatureValue, KeyInfo',
	],
	[
		(m) => edit(m, /<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''),
		'the security header is not acceptable: Signature must hold exactly SignedInfo, SignatureValue, KeyInfo',
	],
	[
		(m) => m.replace(/<(\/?)ds:KeyInfo>/g, '<$1ds:Other>'),
		'the security header is not acceptable: Signature must hold exactly SignedInfo, SignatureValue, KeyInfo',
	],
	[
		(m) => edit(m, '<ds:KeyInfo>', '<KeyInfo>').replace('</ds:KeyInfo>', '</KeyInfo>'),
		'the security header is not acceptable: Signature must hold exactly SignedInfo, SignatureValue, KeyInfo',
	],
	[
		(m) =>
			edit(
				edit(m, /<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''),
				/<ds:SignedInfo [^>]*>/,
				(all) => part(/<ds:KeyInfo>.*<\/ds:KeyInfo>/) + all,
			),
		'the security header is not acceptable: Signature must hold exactly SignedInfo, SignatureValue, KeyInfo',
	],
	[
		(m) =>
			edit(
				m,
				'</s:Header>',
				`<wsse:Security xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"/></s:Header>`,
			),
		'the security header is not acceptable: expected exactly one Security header, found 2',
	],
	[
		(m) => edit(m, '</wsse:Security>', `${signature()}</wsse:Security>`),
		'the security header is not acceptable: expected exactly one Signature, found 2',
	],
	[
		(m) => edit(m, token(), ''),
		'the security header is not acceptable: expected exactly one BinarySecurityToken, found 0',
	],
	[(m) => edit(m, timestamp(), ''), 'the security header is not acceptable: expected exactly one Timestamp, found 0'],
	[
		(m) => edit(m, /<wsse:SecurityTokenReference>.*<\/wsse:SecurityTokenReference>/, ''),
		'the security header is not acceptable: expected exactly one SecurityTokenReference, found 0',
	],
	[
		(m) => edit(m, /<wsse:Reference [^>]*>/, (all) => `${all}<wsse:Other/>`),
		'the security header is not acceptable: expected exactly one element in SecurityTokenReference, found 2',
	],
	[
		(m) => edit(m, /<wsse:Reference [^>]*>/, '<wsse:KeyIdentifier>x</wsse:KeyIdentifier>'),
		'the security header is not acceptable: the key is named by KeyIdentifier; only Reference and Embedded are accepted',
	],
	[
		(m) => edit(m, /<wsse:Reference /, '<x:Reference xmlns:x="urn:x" '),
		'the security header is not acceptable: the key is named by Reference; only Reference and Embedded are accepted',
	],
	[
		(m) => edit(m, /<wsse:Reference [^>]*>/, `<x:Embedded xmlns:x="urn:x">${token()}</x:Embedded>`),
		'the security header is not acceptable: the key is named by Embedded; only Reference and Embedded are accepted',
	],
	[
		(m) => edit(m, /<wsse:Reference [^>]*>/, `<wsse:Embedded>${token().replace('"tok"', '"t2"')}</wsse:Embedded>`),
		'the security header is not acceptable: it holds an embedded token and another one',
	],
	[
		(m) => edit(m, 'URI="#tok"', 'URI="#ts"'),
		'the security header is not acceptable: the key reference does not name the token of this message',
	],
	[
		(m) => edit(m, /ValueType="[^"]*"/, 'ValueType="urn:kerberos"'),
		'the security header is not acceptable: the token is not a base64 X.509 v3 certificate',
	],
	[
		(m) => edit(m, /EncodingType="[^"]*"/, 'EncodingType="urn:hex"'),
		'the security header is not acceptable: the token is not a base64 X.509 v3 certificate',
	],
	[(m) => edit(m, 'URI="#body"', 'URI="#none"'), 'the signature refers to "#none", which is no Id of this message'],
	[(m) => edit(m, 'URI="#body"', 'URI="body"'), 'the signature refers to "body", which is no Id of this message'],
	[(m) => edit(m, 'URI="#body"', 'URI="xbody"'), 'the signature refers to "xbody", which is no Id of this message'],
	[(m) => edit(m, ' URI="#body"', ''), 'the signature refers to nothing, which is no Id of this message'],
	[(m) => edit(m, 'wsu:Id="To"', 'wsu:Id="ts"'), 'the Id ts occurs more than once in the message'],
	[
		(m) => edit(edit(m, '<s:Header>', '<s:Header wsu:Id="h">'), 'URI="#To"', 'URI="#h"'),
		'the security header is not acceptable: the signature refers to an element that holds it',
	],
	[(m) => edit(m, reference('body'), ''), 'the signature does not cover the Body of this message'],
	[(m) => edit(m, reference('ts'), ''), 'the signature does not cover the Timestamp of this message'],
	[
		times('2026-11-23T12:00:00Z', '2026-11-23T12:00:00Z'),
		'the Timestamp is not acceptable: it expires before it was created',
	],
	[
		times('2026-11-23T12:00:00Z', '2026-11-23T13:00:01Z'),
		'the Timestamp is not acceptable: it spans more than 60 minutes',
	],
	[
		times('2026-11-23T12:00:00Zx', '2026-11-23T12:05:00Z'),
		'the Timestamp is not acceptable: Created is not a date and time',
	],
	[
		times('12026-11-23T12:00:00Z', '2026-11-23T12:05:00Z'),
		'the Timestamp is not acceptable: Created is not a date and time',
	],
	[
		times('x2026-11-23T12:00:00', '2026-11-23T12:05:00Z'),
		'the Timestamp is not acceptable: Created is not a date and time',
	],
	[
		times('2026-11-23T12:00:00 GMT', '2026-11-23T12:05:00Z'),
		'the Timestamp is not acceptable: Created is not a date and time',
	],
	[times('2026-11-23T12:00:00Z', '<x/>'), 'the Timestamp is not acceptable: Expires is not a date and time'],
	[times('2026-11-23T12:00:00Z', ''), 'the Timestamp is not acceptable: Expires is not a date and time'],
	[
		(m) => edit(m, /<wsu:Expires>.*?<\/wsu:Expires>/, ''),
		'the security header is not acceptable: expected exactly one Expires, found 0',
	],
	[
		(m) => edit(m, '<wsu:Created>', '<wsu:Created/><wsu:Created>'),
		'the security header is not acceptable: expected exactly one Created, found 2',
	],
];

it.each(REFUSED.map(([change, message], i) => [i + 1, message, change] as const))(
	'refused, form %i: %s',
	async (_i, message, change) => {
		const changed = change(good);
		expect(changed).not.toBe(good);
		// what stands in the Timestamp is read when it is known to be signed
		const sent = changed.replace(timestamp(), '') === changed ? signAgain(changed, signer) : changed;
		await expect(verifyWith(signer.certificatePem, sent)).rejects.toMatchObject({ message });
		// and no signature makes it better, unless it is the digest that was wrong
		if (!message.includes('digest differs') && !message.includes('base64') && /<ds:SignedInfo/.test(changed)) {
			expect(await verdict(signer.certificatePem, signAgain(changed, signer))).not.toBe('accepted');
		}
	},
);

describe('only what is signed is told', () => {
	it('addressing headers that the signature does not cover, or that stand elsewhere, are not given', async () => {
		const unsigned = signAgain(edit(good, reference('To'), ''), signer);
		expect((await verifyWith(signer.certificatePem, unsigned)).addressing).not.toHaveProperty('To');
		const header = part(/<wsa:To .*?<\/wsa:To>/);
		const moved = signAgain(edit(edit(good, header, ''), '<wsu:Created>', `${header}<wsu:Created>`), signer);
		expect((await verifyWith(signer.certificatePem, moved)).addressing).not.toHaveProperty('To');
	});

	it('a plain Id is none to refer to, except in the signature itself', async () => {
		const plain = signAgain(good.replace('wsu:Id="MessageID"', 'Id="MessageID"'), signer);
		expect(await verdict(signer.certificatePem, plain)).toBe('WSS_DANGLING_REFERENCE');
		expect(await verdict(signer.certificatePem, plain, { plainIds: true })).toBe('accepted');
		const keyInfo = edit(edit(good, '<ds:KeyInfo>', '<ds:KeyInfo Id="key">'), 'URI="#MessageID"', 'URI="#key"');
		expect(await verdict(signer.certificatePem, signAgain(keyInfo, signer))).toBe('accepted');
	});

	it('the times of an answer that is tied to its request do not matter, if so wanted', async () => {
		const late = { now: NOW + 86_400_000 };
		expect(await verdict(signer.certificatePem, good, late)).toBe('WSS_EXPIRED');
		expect(await verdict(signer.certificatePem, good, { ...late, ignoreTimes: false })).toBe('WSS_EXPIRED');
		expect(await verdict(signer.certificatePem, good, { ...late, ignoreTimes: true })).toBe('accepted');
	});

	it('a message is remembered as long as it could be accepted, to its last millisecond', async () => {
		const replay = openReplayStore({ now: NOW });
		expect(await verdict(signer.certificatePem, good, { replay })).toBe('accepted');
		expect(await verdict(signer.certificatePem, good, { replay, now: NOW + 299_999 })).toBe('WSS_REPLAYED');
	});

	it('a message without Expires is valid for a while, if so wanted, but never with two of them', async () => {
		const without = signAgain(edit(good, /<wsu:Expires>.*?<\/wsu:Expires>/, ''), signer);
		const options = { lifeWithoutExpiresMs: 60_000 };
		expect(await verdict(signer.certificatePem, without, options)).toBe('accepted');
		expect(await verdict(signer.certificatePem, without, { ...options, now: NOW + 59_999 })).toBe('accepted');
		expect(await verdict(signer.certificatePem, without, { ...options, now: NOW + 60_000 })).toBe('WSS_EXPIRED');
		expect(await verdict(signer.certificatePem, good, { ...options, now: NOW + 60_000 })).toBe('accepted');
		const two = signAgain(
			edit(good, /<wsu:Expires>.*?<\/wsu:Expires>/, (all) => all + all),
			signer,
		);
		expect(await verdict(signer.certificatePem, two, options)).toBe('WSS_SHAPE');
		const noStart = signAgain(edit(good, /<wsu:Created>.*?<\/wsu:Created>/, ''), signer);
		expect(await verdict(signer.certificatePem, noStart, options)).toBe('WSS_SHAPE');
	});

	it('an enveloped-signature transform stands first, once, and only where it is allowed', async () => {
		const enveloped = `<ds:Transform Algorithm="${DS}enveloped-signature"></ds:Transform>`;
		const allowed = { envelopedTransform: true };
		const form = (transforms: string) =>
			signAgain(edit(good, '<ds:Transforms>', `<ds:Transforms>${transforms}`), signer);
		expect(await verdict(signer.certificatePem, form(enveloped), allowed)).toBe('accepted');
		expect(await verdict(signer.certificatePem, form(enveloped + enveloped), allowed)).toBe('WSS_FORBIDDEN_ALGORITHM');
		const last = signAgain(edit(good, '</ds:Transform>', `</ds:Transform>${enveloped}`), signer);
		expect(await verdict(signer.certificatePem, last, allowed)).toBe('WSS_FORBIDDEN_ALGORITHM');
		const alone = edit(good, /<ds:Transforms>.*?<\/ds:Transforms>/, `<ds:Transforms>${enveloped}</ds:Transforms>`);
		expect(await verdict(signer.certificatePem, alone, allowed)).toBe('WSS_SHAPE');
		expect(
			await verdict(
				signer.certificatePem,
				edit(good, /<ds:Transforms>.*?<\/ds:Transforms>/, '<ds:Transforms/>'),
				allowed,
			),
		).toBe('WSS_SHAPE');
	});

	it('a key that is not RSA is refused, and one that is too short, with the number of bits that are wanted', async () => {
		const { generateKeyPairSync } = await import('node:crypto');
		const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
		const ec = { findPeer: () => ({ peer: 'known', publicKey }) };
		await expect(verifyWith(signer.certificatePem, good, ec)).rejects.toMatchObject({ code: 'WSS_WEAK_KEY' });
		const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
		const rsaPss = { findPeer: () => ({ peer: 'known', publicKey: pss.publicKey }) };
		await expect(verifyWith(signer.certificatePem, good, rsaPss)).rejects.toMatchObject({ code: 'WSS_WEAK_KEY' });
		await expect(verifyWith(signer.certificatePem, good, { minKeyBits: 4096 })).rejects.toThrow(
			'the key of the certificate is not RSA with at least 4096 bits',
		);
	});
});
