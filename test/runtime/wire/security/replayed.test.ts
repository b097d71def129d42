import { X509Certificate } from 'node:crypto';
import { beforeAll, expect, it } from 'vitest';
import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { readCertificate } from '../../../../src/runtime/wire/security/identity.ts';
import { openReplayStore } from '../../../../src/runtime/wire/security/replay-store.ts';
import { makeIdentities } from '../identities.ts';
import { edit, NOW, requestSignedBy, verdict } from './message.ts';

let signer: Identity;
let good: string;
beforeAll(async () => {
	signer = (await makeIdentities()).cluster;
	good = requestSignedBy(signer);
});

const VALUE = /(?<=<ds:SignatureValue>)[^<]*/;
const value = (m: string, change: (value: string) => string) => edit(m, VALUE, change);
const octets = (m: string, change: (signature: Buffer) => Buffer) =>
	value(m, (text) => change(Buffer.from(text, 'base64')).toString('base64'));
/** 256 octets leave four bits of their last but two characters unused. */
const otherLastBits = (text: string) =>
	text.replace(/.(?===$)/, (last) => ({ A: 'B', Q: 'R', g: 'h', w: 'x' })[last] ?? last);

/** What anybody can change of a recorded message while it stays as good as it was. */
const SAME: readonly (readonly [what: string, change: (message: string) => string])[] = [
	['nothing', (m) => m],
	['line ends in the signature', (m) => value(m, (text) => text.replace(/.{76}/g, '$&\r\n'))],
	['blanks around it', (m) => value(m, (text) => `\t ${text} \n`)],
	['a comment in it', (m) => value(m, (text) => `${text.slice(0, 9)}<!-- -->${text.slice(9)}`)],
	['CDATA', (m) => value(m, (text) => `<![CDATA[${text.slice(0, 50)}]]>${text.slice(50)}`)],
	[
		'a reference to a character',
		(m) => value(m, (text) => text.replace(/./, (c) => `&#x${c.charCodeAt(0).toString(16)};`)),
	],
	['bits that count for nothing', (m) => value(m, otherLastBits)],
	['an Id of the signature', (m) => edit(m, '<ds:Signature ', '<ds:Signature Id="other" ')],
	['a key beside the reference to it', (m) => edit(m, '<ds:KeyInfo>', '<ds:KeyInfo><ds:KeyName>x</ds:KeyName>')],
	['a header of somebody else', (m) => edit(m, '<s:Header>', '<s:Header><x xmlns="urn:x"/>')],
	['an attribute of the envelope', (m) => edit(m, '<s:Envelope ', '<s:Envelope x="y" ')],
	['an element after the Body', (m) => edit(m, '</s:Body>', '</s:Body><x xmlns="urn:x"/>')],
	['an XML declaration', (m) => `<?xml version="1.0" encoding="utf-8"?>\n${m}`],
];

it.each(SAME)(
	'a message is known again, and was good before, with a change that the signature allows: %s',
	async (_, change) => {
		const changed = change(good);
		expect(await verdict(signer.certificatePem, changed)).toBe('accepted');
		const replay = openReplayStore({ now: NOW });
		expect(await verdict(signer.certificatePem, good, { replay })).toBe('accepted');
		expect(await verdict(signer.certificatePem, changed, { replay })).toBe('WSS_REPLAYED');
	},
);

/** Other octets that stand for the same number, or might. */
const OTHER: readonly (readonly [what: string, change: (message: string) => string, code: string])[] = [
	['a zero in front', (m) => octets(m, (each) => Buffer.concat([Buffer.of(0), each])), 'WSS_BAD_SIGNATURE'],
	['a zero behind', (m) => octets(m, (each) => Buffer.concat([each, Buffer.of(0)])), 'WSS_BAD_SIGNATURE'],
	['the modulus added', (m) => octets(m, (each) => fromNumber(toNumber(each) + modulus())), 'WSS_BAD_SIGNATURE'],
	['the modulus minus it', (m) => octets(m, (each) => fromNumber(modulus() - toNumber(each))), 'WSS_BAD_SIGNATURE'],
	['no padding', (m) => value(m, (text) => text.replaceAll('=', '')), 'WSS_SHAPE'],
	['more padding', (m) => value(m, (text) => `${text}====`), 'WSS_SHAPE'],
	['the alphabet of URLs', (m) => value(m, (text) => text.replace(/./, '-')), 'WSS_SHAPE'],
	['another value after it', (m) => value(m, (text) => text + text), 'WSS_SHAPE'],
];

it.each(OTHER)('a signature in another form is none: %s', async (_, change, code) => {
	expect(await verdict(signer.certificatePem, change(good))).toBe(code);
});

it('of many copies at the same time one is accepted, however long it takes to find the user', async () => {
	const replay = openReplayStore({ now: NOW });
	const { fingerprint, publicKey } = readCertificate(signer.certificatePem);
	const findPeer = async (asked: string) => {
		await new Promise((resolve) => setImmediate(resolve));
		return asked === fingerprint ? { peer: 'known', publicKey } : undefined;
	};
	const copies = Array.from({ length: 10 }, () => verdict(signer.certificatePem, good, { replay, findPeer }));
	expect((await Promise.all(copies)).toSorted()).toEqual([...Array(9).fill('WSS_REPLAYED'), 'accepted']);
});

const toNumber = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
function fromNumber(number: bigint): Buffer {
	const digits = number.toString(16);
	return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex');
}

function modulus(): bigint {
	const { n = '' } = new X509Certificate(signer.certificatePem).publicKey.export({ format: 'jwk' });
	return toNumber(Buffer.from(n, 'base64url'));
}
