import {
	createHash,
	createPublicKey,
	generateKeyPairSync,
	type JsonWebKey,
	type KeyObject,
	X509Certificate,
} from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { canonicalXml } from '../../../../src/runtime/wire/xml/canonical.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';
import { childElements, type XmlElement } from '../../../../src/runtime/wire/xml/tree.ts';
import { makeIdentities } from '../identities.ts';
import { edit, requestSignedBy, verdict, verifyWith } from './message.ts';

/** Registered keys that protect nobody, or that cost the verifier more than they should. */
let signer: Identity;
let good: string;
beforeAll(async () => {
	signer = (await makeIdentities()).cluster;
	good = requestSignedBy(signer);
});

const judgedBy = (publicKey: KeyObject, document = good) =>
	verdict(signer.certificatePem, document, { findPeer: () => ({ peer: 'known', publicKey }) });
const rsa = (jwk: JsonWebKey) => createPublicKey({ key: { kty: 'RSA', ...jwk }, format: 'jwk' });
const ownKey = () => new X509Certificate(signer.certificatePem).publicKey.export({ format: 'jwk' });

it('a key that is not RSA is refused', async () => {
	expect(await judgedBy(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey)).toBe('WSS_WEAK_KEY');
	expect(await judgedBy(generateKeyPairSync('ed25519').publicKey)).toBe('WSS_WEAK_KEY');
	expect(await judgedBy(generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey)).toBe('WSS_WEAK_KEY');
});

it('a key that is too short is refused, with the number of bits that are wanted', async () => {
	await expect(verifyWith(signer.certificatePem, good, { minKeyBits: 4096 })).rejects.toThrow(
		'the key of the certificate is not RSA with at least 4096 bits',
	);
	expect(await verdict(signer.certificatePem, good, { minKeyBits: 2049 })).toBe('WSS_WEAK_KEY');
	expect(await verdict(signer.certificatePem, good, { minKeyBits: 2048 })).toBe('accepted');
	const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
	expect(await judgedBy(publicKey)).toBe('WSS_WEAK_KEY');
});

it('a key whose exponent is 1, with which everybody can sign, is refused', async () => {
	const { n = '' } = ownKey();
	const forged = edit(good, 'i-3C5F0702', 'i-EEEEEEEE');
	const digest = createHash('sha256')
		.update(canonicalXml(find(readXml(forged), 'Body')))
		.digest('base64');
	const named = edit(forged, /(?<=<ds:DigestValue>)[^<]*/, digest);
	const signedInfo = createHash('sha256')
		.update(canonicalXml(find(readXml(named), 'SignedInfo')))
		.digest();
	const info = Buffer.concat([Buffer.from('3031300d060960864801650304020105000420', 'hex'), signedInfo]);
	const padded = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(256 - 3 - info.length, 0xff), Buffer.of(0), info]);
	const document = edit(named, /(?<=<ds:SignatureValue>)[^<]*/, padded.toString('base64'));
	expect(await judgedBy(rsa({ n, e: 'AQ' }), document)).toBe('WSS_WEAK_KEY');
	expect(await judgedBy(rsa({ n, e: 'AQAB' }), document)).toBe('WSS_BAD_SIGNATURE');
});

it.each([
	['of 16 392 bits', { n: Buffer.alloc(2049, 0xff).toString('base64url'), e: 'AQAB' }],
	[
		'with an exponent as long as itself',
		{ n: Buffer.alloc(512, 0xff).toString('base64url'), e: Buffer.alloc(512, 0xef).toString('base64url') },
	],
])('a key %s fits nothing, and does no harm', async (_, jwk) => {
	expect(await judgedBy(rsa(jwk))).toBe('WSS_BAD_SIGNATURE');
});

function find(element: XmlElement, local: string): XmlElement {
	const search = (each: XmlElement): XmlElement[] =>
		each.local === local ? [each] : childElements(each).flatMap(search);
	const [first] = search(element);
	if (first === undefined) {
		throw new Error(`no ${local}`);
	}

	return first;
}
