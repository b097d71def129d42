import { describe, expect, it, vi } from 'vitest';
import { openReplayStore } from '../../../../../src/runtime/wire/security/replay-store.ts';
import { edit, NOW, verdict, verifyWith } from '../message.ts';
import { signAgain } from '../sign-again.ts';
import { DS, referenceOf, times, useGoodMessage } from './good-message.ts';

const made = useGoodMessage();

describe('only what is signed is told', () => {
	it('addressing headers that the signature does not cover, or that stand elsewhere, are not given', async () => {
		const unsigned = signAgain(edit(made.message, referenceOf(made.message, 'To'), ''), made.signer);
		expect((await verifyWith(made.signer.certificatePem, unsigned)).addressing).not.toHaveProperty('To');
		const header = /<wsa:To .*?<\/wsa:To>/.exec(made.message)?.[0] ?? '';
		const moved = signAgain(
			edit(edit(made.message, header, ''), '<wsu:Created>', `${header}<wsu:Created>`),
			made.signer,
		);
		expect((await verifyWith(made.signer.certificatePem, moved)).addressing).not.toHaveProperty('To');
	});

	it('a plain Id is none to refer to, except in the signature itself', async () => {
		const plain = signAgain(made.message.replace('wsu:Id="MessageID"', 'Id="MessageID"'), made.signer);
		expect(await verdict(made.signer.certificatePem, plain)).toBe('WSS_DANGLING_REFERENCE');
		expect(await verdict(made.signer.certificatePem, plain, { plainIds: true })).toBe('accepted');
		const keyInfo = edit(edit(made.message, '<ds:KeyInfo>', '<ds:KeyInfo Id="key">'), 'URI="#MessageID"', 'URI="#key"');
		expect(await verdict(made.signer.certificatePem, signAgain(keyInfo, made.signer))).toBe('accepted');
	});

	it('the times of an answer that is tied to its request do not matter, if so wanted', async () => {
		const late = { now: NOW + 86_400_000 };
		expect(await verdict(made.signer.certificatePem, made.message, late)).toBe('WSS_EXPIRED');
		expect(await verdict(made.signer.certificatePem, made.message, { ...late, ignoreTimes: false })).toBe(
			'WSS_EXPIRED',
		);
		expect(await verdict(made.signer.certificatePem, made.message, { ...late, ignoreTimes: true })).toBe('accepted');
	});

	it('a message is remembered as long as it could be accepted, to its last millisecond', async () => {
		const replay = openReplayStore({ now: NOW });
		expect(await verdict(made.signer.certificatePem, made.message, { replay })).toBe('accepted');
		expect(await verdict(made.signer.certificatePem, made.message, { replay, now: NOW + 299_999 })).toBe(
			'WSS_REPLAYED',
		);
	});

	it('times without a zone are UTC, wherever the server stands', async () => {
		vi.stubEnv('TZ', 'Asia/Kolkata');
		const plain = signAgain(times('2026-11-23T12:00:00', '2026-11-23T12:05:00')(made.message), made.signer);
		const { created, expires } = await verifyWith(made.signer.certificatePem, plain);
		vi.unstubAllEnvs();
		expect([created, expires]).toEqual([NOW, NOW + 300_000]);
	});

	it('a message without Expires is valid for a while, if so wanted, but never with two of them', async () => {
		const without = signAgain(edit(made.message, /<wsu:Expires>.*?<\/wsu:Expires>/, ''), made.signer);
		const options = { lifeWithoutExpiresMs: 60_000 };
		expect(await verdict(made.signer.certificatePem, without, options)).toBe('accepted');
		expect(await verdict(made.signer.certificatePem, without, { ...options, now: NOW + 59_999 })).toBe('accepted');
		expect(await verdict(made.signer.certificatePem, without, { ...options, now: NOW + 60_000 })).toBe('WSS_EXPIRED');
		expect(await verdict(made.signer.certificatePem, made.message, { ...options, now: NOW + 60_000 })).toBe('accepted');
		const two = signAgain(
			edit(made.message, /<wsu:Expires>.*?<\/wsu:Expires>/, (all) => all + all),
			made.signer,
		);
		expect(await verdict(made.signer.certificatePem, two, options)).toBe('WSS_SHAPE');
		const noStart = signAgain(edit(made.message, /<wsu:Created>.*?<\/wsu:Created>/, ''), made.signer);
		expect(await verdict(made.signer.certificatePem, noStart, options)).toBe('WSS_SHAPE');
	});

	it('an enveloped-signature transform stands first, once, and only where it is allowed', async () => {
		const enveloped = `<ds:Transform Algorithm="${DS}enveloped-signature"></ds:Transform>`;
		const allowed = { envelopedTransform: true };
		const form = (transforms: string) =>
			signAgain(edit(made.message, '<ds:Transforms>', `<ds:Transforms>${transforms}`), made.signer);
		expect(await verdict(made.signer.certificatePem, form(enveloped), allowed)).toBe('accepted');
		expect(await verdict(made.signer.certificatePem, form(enveloped + enveloped), allowed)).toBe(
			'WSS_FORBIDDEN_ALGORITHM',
		);
		const last = signAgain(edit(made.message, '</ds:Transform>', `</ds:Transform>${enveloped}`), made.signer);
		expect(await verdict(made.signer.certificatePem, last, allowed)).toBe('WSS_FORBIDDEN_ALGORITHM');
		const alone = edit(
			made.message,
			/<ds:Transforms>.*?<\/ds:Transforms>/,
			`<ds:Transforms>${enveloped}</ds:Transforms>`,
		);
		expect(await verdict(made.signer.certificatePem, alone, allowed)).toBe('WSS_SHAPE');
		expect(
			await verdict(
				made.signer.certificatePem,
				edit(made.message, /<ds:Transforms>.*?<\/ds:Transforms>/, '<ds:Transforms/>'),
				allowed,
			),
		).toBe('WSS_SHAPE');
	});
});
