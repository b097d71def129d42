import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openReplayStore } from '../../../../src/runtime/wire/security/replay-store.ts';
import { payloadOf } from '../../../../src/runtime/wire/soap/envelope.ts';
import { makeIdentities } from '../identities.ts';
import { edit, NOW, requestSignedBy, verdict, verifyWith } from './message.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures/captures');
const MINUTE = 60_000;
let ids: Awaited<ReturnType<typeof makeIdentities>>;
let good: string;
let certificate: string;

beforeAll(async () => {
	ids = await makeIdentities();
	certificate = ids.cluster.certificatePem;
	good = requestSignedBy(ids.cluster);
});

describe('a good message', () => {
	it('gives the Body node, the peer, its fingerprint, the times and the signed addressing headers', async () => {
		const verified = await verifyWith(certificate, good);
		expect(verified).toMatchObject({
			peer: 'known',
			fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
			created: NOW,
			expires: NOW + 5 * MINUTE,
			addressing: { Action: 'EucalyptusNC#ncTerminateInstance', MessageID: expect.stringContaining('urn:uuid:') },
		});
		expect(payloadOf(verified.body)).toMatchObject({ local: 'ncTerminateInstance' });
	});

	it('stays good with other white space between the headers and with a comment inside a value, value unchanged', async () => {
		expect(await verdict(certificate, edit(good, '</wsu:Timestamp>', '</wsu:Timestamp>\n  '))).toBe('accepted');
		const { body } = await verifyWith(certificate, edit(good, 'i-3C5F0702', 'i-3C5F<!-- x -->0702'));
		expect(payloadOf(body).children[1]).toMatchObject({ children: ['i-3C5F0702'] });
	});

	it('may carry its token embedded in the reference to it', async () => {
		const token = /<wsse:BinarySecurityToken.*<\/wsse:BinarySecurityToken>/.exec(good)?.[0] ?? '';
		const embedded = edit(edit(good, token, ''), /<wsse:Reference [^>]*>/, `<wsse:Embedded>${token}</wsse:Embedded>`);
		expect(await verdict(certificate, embedded)).toBe('accepted');
	});
});

describe('the table of the recipe', () => {
	it('refuses one changed character of the Body by its digest', async () => {
		expect(await verdict(certificate, edit(good, 'i-3C5F0702', 'i-3C5F0703'))).toBe('WSS_BAD_DIGEST');
	});

	it('refuses a certificate that is not registered, and names it', async () => {
		await expect(verifyWith(ids.node.certificatePem, good)).rejects.toMatchObject({
			code: 'WSS_UNKNOWN_CERTIFICATE',
			values: { fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) },
		});
	});

	it('refuses a token that was swapped for a registered one', async () => {
		const der = (pem: string) => pem.replace(/-----[A-Z ]+-----|\s/g, '');
		const swapped = edit(good, der(ids.cluster.certificatePem), der(ids.cloud.certificatePem));
		expect(await verdict(ids.cloud.certificatePem, swapped)).toBe('WSS_BAD_SIGNATURE');
	});

	it('refuses what is older or newer than allowed, with the line of 2008 and the time of the server', async () => {
		const later = { now: NOW + 5 * MINUTE };
		await expect(verifyWith(certificate, good, later)).rejects.toMatchObject({
			code: 'WSS_EXPIRED',
			message: expect.stringContaining(
				'An error was discovered processing the <wsse:Security> header. (WSSecurityEngine: Invalid timestamp The security semantics of message have expired)',
			),
			values: { serverTime: '2026-11-23T12:05:00.000Z' },
		});
		expect(await verdict(certificate, good, { now: NOW + 5 * MINUTE - 1 })).toBe('accepted');
		expect(await verdict(certificate, good, { now: NOW - 5 * MINUTE })).toBe('accepted');
		await expect(verifyWith(certificate, good, { now: NOW - 5 * MINUTE - 1 })).rejects.toMatchObject({
			code: 'WSS_NOT_YET_VALID',
			message: expect.stringContaining('the time of the server is 2026-11-23T11:54:59.999Z'),
		});
	});

	it('refuses the same message twice', async () => {
		const replay = openReplayStore({ now: NOW });
		expect(await verdict(certificate, good, { replay })).toBe('accepted');
		expect(await verdict(certificate, good, { replay })).toBe('WSS_REPLAYED');
		expect(await verdict(certificate, requestSignedBy(ids.cluster, NOW + 1), { replay })).toBe('accepted');
	});

	it('does not remember what it refuses', async () => {
		const replay = openReplayStore({ now: NOW });
		expect(await verdict(certificate, good, { replay, now: NOW + 60 * MINUTE })).toBe('WSS_EXPIRED');
		expect(await verdict(certificate, good, { replay })).toBe('accepted');
	});

	it('refuses to be filled up', async () => {
		const replay = openReplayStore({ now: NOW, limit: 1 });
		expect(await verdict(certificate, good, { replay })).toBe('accepted');
		expect(await verdict(certificate, requestSignedBy(ids.cluster, NOW + 1), { replay })).toBe('WSS_REPLAY_STORE_FULL');
	});

	it('refuses a message without signature', async () => {
		expect(await verdict(certificate, edit(good, /<wsse:Security.*<\/wsse:Security>/, ''))).toBe('WSS_UNSIGNED');
		expect(await verdict(certificate, edit(good, /<ds:Signature .*<\/ds:Signature>/, ''))).toBe('WSS_UNSIGNED');
		expect(await verdict(certificate, edit(good, /<s:Header>.*<\/s:Header>/, ''))).toBe('WSS_UNSIGNED');
	});

	it('refuses a short key', async () => {
		expect(await verdict(certificate, good, { minKeyBits: 3072 })).toBe('WSS_WEAK_KEY');
	});

	it.each([
		['HMAC', /xmldsig-more#rsa-sha256/, 'xmldsig-more#hmac-sha256'],
		['MD5 digests', /xmlenc#sha256/, 'xmldsig-more#md5'],
		['inclusive canonical form', /xml-exc-c14n#(?="><\/ds:Can)/, 'xml-exc-c14n#WithComments'],
		['XPath', /xml-exc-c14n#(?="><\/ds:Transform)/, 'xpath'],
	])('refuses %s by the list of accepted algorithms', async (_what, from, to) => {
		expect(await verdict(certificate, edit(good, from, to))).toBe('WSS_FORBIDDEN_ALGORITHM');
	});

	it('refuses a second transform, XSLT and base64 among them', async () => {
		const second = '</ds:Transform><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#base64"></ds:Transform>';
		expect(await verdict(certificate, edit(good, '</ds:Transform>', second))).toBe('WSS_FORBIDDEN_ALGORITHM');
	});

	it('refuses a signature that does not fit', async () => {
		const broken = edit(good, /(<ds:SignatureValue>)(..)/, (_all, tag, two) => tag + (two === 'AA' ? 'BB' : 'AA'));
		expect(await verdict(certificate, broken)).toBe('WSS_BAD_SIGNATURE');
	});

	it('refuses a life that is too long', async () => {
		expect(await verdict(certificate, good, { maxLifeMs: 4 * MINUTE })).toBe('WSS_TIMESTAMP');
	});
});

describe('messages of other stacks', () => {
	const settings = { now: Date.parse('2026-11-23T15:10:00Z'), plainIds: true, envelopedTransform: true };
	const captured = async (path: string) => {
		const [, body] = (await readFile(join(FIXTURES, path), 'utf8')).split(/\r?\n\r?\n/s);
		return body ?? '';
	};
	const throwaway = () => readFile(join(FIXTURES, 'throwaway-cert.pem'), 'utf8');

	it.each(['RunInstances', 'DescribeImages', 'CreateKeyPair'])(
		'verify: %s of a JavaScript and of a Python client',
		async (name) => {
			const pem = await throwaway();
			const javascript = await captured(`soap-npm/${name}.http`);
			expect(await verdict(pem, javascript, settings)).toBe('accepted');
			expect(await verdict(pem, await captured(`soap-zeep/${name}.http`), settings)).toBe('accepted');
			expect(await verdict(pem, edit(javascript, /<t:(\w+)/, '<t:Terminate'), settings)).not.toBe('accepted');
		},
	);

	it('are refused without the two concessions', async () => {
		const pem = await throwaway();
		const message = await captured('soap-npm/RunInstances.http');
		expect(await verdict(pem, message, { ...settings, plainIds: false })).toBe('WSS_DANGLING_REFERENCE');
		expect(await verdict(pem, message, { ...settings, envelopedTransform: false })).toBe('WSS_FORBIDDEN_ALGORITHM');
	});
});
