import { edit } from '../message.ts';
import { type Change, DS, prefixes, prefixList, referenceOf } from './good-message.ts';
import { itIsRefused } from './refused.ts';

const SIGNED_INFO =
	'the security header is not acceptable: SignedInfo must hold CanonicalizationMethod, SignatureMethod and 1 to 8 References';

/** What SignedInfo may not say, and the words of the refusal. */
const REFUSED: readonly (readonly [change: Change, message: string])[] = [
	[
		(m) => edit(m, '></ds:Transform>', `>${prefixList(prefixes(65))}</ds:Transform>`),
		'the security header is not acceptable: the transform lists more than 64 inclusive prefixes',
	],
	[(m) => m.replace(/<(\/?)ds:CanonicalizationMethod/g, '<$1ds:Other'), SIGNED_INFO],
	[(m) => m.replace(/<(\/?)ds:SignatureMethod/g, '<$1ds:Other'), SIGNED_INFO],
	[(m) => edit(m, '</ds:SignedInfo>', '<ds:Other/></ds:SignedInfo>'), SIGNED_INFO],
	[(m) => edit(m, /<ds:Reference .*<\/ds:Reference>/, ''), SIGNED_INFO],
	[(m) => edit(m, /<ds:SignatureMethod.*<\/ds:Reference>/, ''), SIGNED_INFO],
	[(m) => edit(m, /<ds:CanonicalizationMethod.*<\/ds:Reference>/, ''), SIGNED_INFO],
	[(m) => edit(m, '</ds:SignedInfo>', `${referenceOf(m, 'ts').repeat(4)}</ds:SignedInfo>`), SIGNED_INFO],
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
		(m) => edit(m, '></ds:Transform>', `>${prefixList('s')}${prefixList('s')}</ds:Transform>`),
		'the security header is not acceptable: unknown content in the transform',
	],
	[
		(m) => edit(m, '></ds:Transform>', `>${prefixList('s')}<x/></ds:Transform>`),
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
];

itIsRefused(REFUSED);
