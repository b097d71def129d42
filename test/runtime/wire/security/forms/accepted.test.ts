import { expect, it } from 'vitest';
import { edit, verdict } from '../message.ts';
import { signAgain } from '../sign-again.ts';
import {
	type Change,
	DS,
	EXC,
	prefixes,
	prefixList,
	referenceOf,
	times,
	timestampOf,
	tokenOf,
	useGoodMessage,
} from './good-message.ts';

/** Forms of a rightly signed message that are accepted. */
const good = useGoodMessage();

const ACCEPTED: readonly (readonly [what: string, change: Change])[] = [
	['nothing changed', (m) => m],
	[
		'the Signature first and the Timestamp last',
		(m) => edit(edit(m, timestampOf(m), ''), '</wsse:Security>', `${timestampOf(m)}</wsse:Security>`),
	],
	['the token last', (m) => edit(edit(m, tokenOf(m), ''), '</wsse:Security>', `${tokenOf(m)}</wsse:Security>`)],
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
		(m) => edit(edit(m, tokenOf(m), ''), /<wsse:Reference [^>]*>/, `<wsse:Embedded>${tokenOf(m)}</wsse:Embedded>`),
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
		(m) => edit(m, '></ds:CanonicalizationMethod>', `>${prefixList('s wsu')}</ds:CanonicalizationMethod>`),
	],
	[
		'a list of inclusive prefixes in a reference',
		(m) => edit(m, '></ds:Transform>', `>${prefixList('s wsa')}</ds:Transform>`),
	],
	[
		'an inclusive prefix that nobody declares, and more blanks than needed',
		(m) => edit(m, '></ds:Transform>', `>${prefixList('nobody  s')}</ds:Transform>`),
	],
	['a list of 64 prefixes', (m) => edit(m, '></ds:Transform>', `>${prefixList(prefixes(64))}</ds:Transform>`)],
	[
		'a list of no prefixes',
		(m) => edit(m, '></ds:Transform>', `><c:InclusiveNamespaces xmlns:c="${EXC}"/></ds:Transform>`),
	],
	['eight references', (m) => edit(m, '</ds:SignedInfo>', `${referenceOf(m, 'ts').repeat(3)}</ds:SignedInfo>`)],
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
	expect(await verdict(good.signer.certificatePem, signAgain(change(good.message), good.signer))).toBe('accepted');
});
