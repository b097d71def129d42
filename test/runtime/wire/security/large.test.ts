import { beforeAll, expect, it } from 'vitest';
import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { makeIdentities } from '../identities.ts';
import { edit, PAYLOAD, requestSignedBy, verdict } from './message.ts';
import { signAgain } from './sign-again.ts';

/** Messages that anybody can make of a recorded one, and whose canonical form is far larger than they are. */
let signer: Identity;
let good: string;
beforeAll(async () => {
	signer = (await makeIdentities()).cluster;
	good = requestSignedBy(signer);
});

const text = (length: number) => PAYLOAD.replace('alice', 'x'.repeat(length));

it('a namespace with a long name, used by many elements side by side, is refused before it is written out', async () => {
	const declared = edit(good, '<s:Body ', `<s:Body xmlns:p="urn:${'x'.repeat(100_000)}" `);
	const document = edit(declared, '</s:Body>', `${'<p:a/>'.repeat(10_000)}</s:Body>`);
	expect(await verdict(signer.certificatePem, document)).toBe('XML_CANONICAL_TOO_LARGE');
	const once = edit(declared, '</s:Body>', '<p:a/></s:Body>');
	expect(await verdict(signer.certificatePem, once)).toBe('WSS_BAD_DIGEST');
});

it('a large Body is signed once, or twice, but not as often as there may be references', async () => {
	const message = requestSignedBy(signer, undefined, text(8_000_000));
	expect(await verdict(signer.certificatePem, message)).toBe('accepted');
	const [reference = ''] = /<ds:Reference URI="#body">.*?<\/ds:Reference>/.exec(message) ?? [];
	const references = (count: number) => signAgain(edit(message, reference, reference.repeat(count)), signer);
	expect(await verdict(signer.certificatePem, references(2))).toBe('accepted');
	expect(await verdict(signer.certificatePem, references(4))).toBe('XML_CANONICAL_TOO_LARGE');
});
