import { edit } from '../message.ts';
import { type Change, keyInfoOf, signatureOf, timestampOf, tokenOf } from './good-message.ts';
import { itIsRefused } from './refused.ts';

const SIGNATURE =
	'the security header is not acceptable: Signature must hold exactly SignedInfo, SignatureValue, KeyInfo';

/** How the parts of the Security header may not be put together, and the words of the refusal. */
const REFUSED: readonly (readonly [change: Change, message: string])[] = [
	[(m) => edit(m, '<ds:KeyInfo>', '<x/><ds:KeyInfo>'), SIGNATURE],
	[(m) => edit(m, /<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''), SIGNATURE],
	[(m) => m.replace(/<(\/?)ds:KeyInfo>/g, '<$1ds:Other>'), SIGNATURE],
	[(m) => edit(m, '<ds:KeyInfo>', '<KeyInfo>').replace('</ds:KeyInfo>', '</KeyInfo>'), SIGNATURE],
	[
		(m) => edit(edit(m, /<ds:KeyInfo>.*<\/ds:KeyInfo>/, ''), /<ds:SignedInfo [^>]*>/, (all) => keyInfoOf(m) + all),
		SIGNATURE,
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
		(m) => edit(m, '</wsse:Security>', `${signatureOf(m)}</wsse:Security>`),
		'the security header is not acceptable: expected exactly one Signature, found 2',
	],
	[
		(m) => edit(m, tokenOf(m), ''),
		'the security header is not acceptable: expected exactly one BinarySecurityToken, found 0',
	],
	[
		(m) => edit(m, timestampOf(m), ''),
		'the security header is not acceptable: expected exactly one Timestamp, found 0',
	],
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
		(m) => edit(m, /<wsse:Reference [^>]*>/, `<x:Embedded xmlns:x="urn:x">${tokenOf(m)}</x:Embedded>`),
		'the security header is not acceptable: the key is named by Embedded; only Reference and Embedded are accepted',
	],
	[
		(m) => edit(m, /<wsse:Reference [^>]*>/, `<wsse:Embedded>${tokenOf(m).replace('"tok"', '"t2"')}</wsse:Embedded>`),
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
];

itIsRefused(REFUSED);
