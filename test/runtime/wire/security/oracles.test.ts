import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SignedXml } from 'xml-crypto';
import { isProgramMissing, run } from '../../../../src/common/run.ts';
import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { compileContract } from '../../../../src/runtime/wire/codec.ts';
import { ncRunInstance } from '../../../../src/runtime/wire/contracts/nc/nc-run-instance.ts';
import { ncService } from '../../../../src/runtime/wire/contracts/nc/service.ts';
import { makeIdentities } from '../identities.ts';
import { edit, NOW, requestSignedBy, verdict } from './message.ts';
import { signWithXmlCrypto } from './xml-crypto-signer.ts';

const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
const SOAP = 'http://schemas.xmlsoap.org/soap/envelope/';
const WSA = 'http://www.w3.org/2005/08/addressing';
const ID_ATTRIBUTES = [
	`${SOAP}:Body`,
	`${WSU}:Timestamp`,
	`${WSSE}:BinarySecurityToken`,
	...['To', 'Action', 'MessageID', 'RelatesTo'].map((name) => `${WSA}:${name}`),
].flatMap((name) => ['--id-attr:Id', name]);
let ids: Awaited<ReturnType<typeof makeIdentities>>;
let signer: Identity;
let directory: string;

beforeAll(async () => {
	ids = await makeIdentities();
	signer = ids.cluster;
	directory = await mkdtemp(join(tmpdir(), 'oracle-'));
	await writeFile(join(directory, 'cert.pem'), signer.certificatePem);
	await writeFile(join(directory, 'key.pem'), signer.privateKeyPem);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function xmlsec1Accepts(document: string): Promise<boolean> {
	const path = join(directory, 'message.xml');
	await writeFile(path, document);
	const args = ['--verify', '--pubkey-cert-pem', join(directory, 'cert.pem'), ...ID_ATTRIBUTES, path];
	try {
		await run('xmlsec1', args);
		return true;
	} catch (error) {
		if (isProgramMissing(error)) {
			throw error;
		}

		return false;
	}
}

function xmlCryptoAccepts(document: string): boolean {
	const signature = new DOMParser()
		.parseFromString(document, 'text/xml')
		.getElementsByTagNameNS('http://www.w3.org/2000/09/xmldsig#', 'Signature')[0];
	const verifier = new SignedXml({ publicCert: signer.certificatePem, getCertFromKeyInfo: () => null });
	verifier.loadSignature(signature as never);
	try {
		return verifier.checkSignature(document);
	} catch {
		return false;
	}
}

describe('what is signed here', () => {
	it('is accepted by xmlsec1, and not when a character is changed', async () => {
		const message = requestSignedBy(signer);
		expect(await xmlsec1Accepts(message)).toBe(true);
		expect(await xmlsec1Accepts(edit(message, 'node7', 'node8'))).toBe(false);
	});

	it('is accepted by xml-crypto, and not when a character is changed', () => {
		const message = requestSignedBy(signer);
		expect(xmlCryptoAccepts(message)).toBe(true);
		expect(xmlCryptoAccepts(edit(message, 'alice', 'mallory'))).toBe(false);
	});

	it('is accepted by both and by us whatever text it holds', async () => {
		const codec = compileContract(ncService, ncRunInstance);
		const hard = fc.string({
			unit: fc.constantFrom('\r', '\n', '\t', '<', '&', '>', '"', "'", ']', '\u{1f600}', 'é'),
		});
		const texts = fc.sample(hard, { numRuns: 12, seed: 7 });
		for (const text of texts) {
			const payload = codec.request.encode({
				...{ userId: text, imageId: text, kernelId: 'k', imageURL: text, kernelURL: '', instanceId: 'i-1' },
				...{ instanceType: {}, keyName: `]]>${text}`, publicMacAddress: '', privateMacAddress: '' },
				...{ reservationId: 'r', vlan: -1, groupNames: [text, ''] },
			});
			const message = requestSignedBy(signer, NOW, payload);
			expect(await verdict(signer.certificatePem, message)).toBe('accepted');
			expect(xmlCryptoAccepts(message)).toBe(true);
			expect(await xmlsec1Accepts(message)).toBe(true);
		}
	});
});

describe('what xml-crypto signs', () => {
	it.each([
		['SHA-256', {}],
		['SHA-1, as clients of 2008', { signature: 'rsa-sha1', digest: 'sha1' }],
		['inclusive prefixes', { inclusivePrefixes: ['unused', 'soap'] }],
	] as const)('is accepted here: %s', async (_what, message) => {
		const document = signWithXmlCrypto(signer, message);
		expect(await verdict(signer.certificatePem, document)).toBe('accepted');
		expect(await verdict(signer.certificatePem, edit(document, 'alice', 'mallory'))).toBe('WSS_BAD_DIGEST');
	});

	it('is refused when the Body or the Timestamp is not among it', async () => {
		const signed = (sign: readonly string[]) => verdict(signer.certificatePem, signWithXmlCrypto(signer, { sign }));
		expect(await signed(['Timestamp'])).toBe('WSS_BODY_NOT_SIGNED');
		expect(await signed(['Body'])).toBe('WSS_TIMESTAMP_NOT_SIGNED');
		expect(await signed(['Body', 'Timestamp', 'BinarySecurityToken'])).toBe('accepted');
	});

	it.each([
		['an end before the start', '2026-11-23T12:00:00Z', '2026-11-23T11:59:00Z'],
		['an end that is the start', '2026-11-23T12:00:00Z', '2026-11-23T12:00:00Z'],
		['a life of two hours', '2026-11-23T11:00:00Z', '2026-11-23T13:00:00Z'],
		['a date that is none', 'yesterday', '2026-11-23T12:05:00Z'],
		['a month that is none', '2026-13-23T12:00:00Z', '2026-11-23T12:05:00Z'],
	])('is refused with %s', async (_what, created, expires) => {
		expect(await verdict(signer.certificatePem, signWithXmlCrypto(signer, { created, expires }))).toBe('WSS_TIMESTAMP');
	});

	it('is accepted with zones, fractions and without a zone, which means UTC', async () => {
		for (const created of ['2026-11-23T13:00:00+01:00', '2026-11-23T12:00:00.123456Z', '2026-11-23T12:00:00']) {
			const document = signWithXmlCrypto(signer, { created, expires: '2026-11-23T12:09:00Z' });
			expect(await verdict(signer.certificatePem, document), created).toBe('accepted');
		}
	});
});

describe('what xmlsec1 signs', () => {
	it('is accepted here', async () => {
		const template = edit(requestSignedBy(signer), /<ds:SignatureValue>[^<]*/, '<ds:SignatureValue>').replace(
			/<ds:DigestValue>[^<]*/g,
			'<ds:DigestValue>',
		);
		const path = join(directory, 'template.xml');
		await writeFile(path, edit(template, '<e:userId>alice', '<e:userId xmlns:e="http://eucalyptus.ucsb.edu/" >bob'));
		const { stdout } = await run('xmlsec1', [
			'--sign',
			'--privkey-pem',
			join(directory, 'key.pem'),
			...ID_ATTRIBUTES,
			path,
		]);
		expect(stdout).toContain('bob');
		expect(await verdict(signer.certificatePem, stdout)).toBe('accepted');
	});
});
