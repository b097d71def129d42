import { X509Certificate } from 'node:crypto';
import type { Identity } from '../../../../../src/runtime/wire/client.ts';
import { signAgain } from '../sign-again.ts';
import { forgedBody, found, partsOf, put, type Recorded, type Variant, WSSE, WSU } from './recorded.ts';

/** Security headers, signatures and keys that are doubled, left out, or the attacker's. */
export function changedKeys(recorded: Recorded): readonly Variant[] {
	const { message, attacker, victim } = recorded;
	const { security, signature, token, tokenId, tokenReference, body, soap, endOf } = partsOf(message);
	const forged = forgedBody(recorded);
	const der = (identity: Identity) => new X509Certificate(identity.certificatePem).raw;
	const pem = (identity: Identity) => der(identity).toString('base64');
	const both = (first: Identity, second: Identity) => Buffer.concat([der(first), der(second)]).toString('base64');
	const attackers = signAgain(put(forged, pem(victim), pem(attacker)), attacker);
	const attackersKey = `<ds:X509Data><ds:X509Certificate>${pem(attacker)}</ds:X509Certificate></ds:X509Data>`;
	const { modulus, exponent } = rsaKeyOf(attacker);
	const attackersValue = `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>${modulus}</ds:Modulus><ds:Exponent>${exponent}</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`;
	const withVictimsToken = put(attackers, pem(attacker), pem(victim));
	const renamed = (text: string) =>
		text.replaceAll('wsu:Id="', 'wsu:Id="x').replaceAll(' Id="', ' Id="x').replaceAll('URI="#', 'URI="#x');
	const shape = ['WSS_SHAPE'];
	const doubled = ['WSS_SHAPE', 'WSS_DUPLICATE_ID'];
	const emptySecurity = security.replace(/>.*</s, '><');
	return [
		{ name: 'changed and signed by the attacker', document: attackers, codes: ['WSS_UNKNOWN_CERTIFICATE'] },
		{
			name: 'changed and signed by the attacker, with the certificate of the victim',
			document: withVictimsToken,
			codes: ['WSS_BAD_SIGNATURE'],
		},
		...Object.entries({ certificate: attackersKey, value: attackersValue }).flatMap(([kind, key]) => [
			{
				name: `the same, and the ${kind} of the attacker's key in front of the reference to the token`,
				document: put(withVictimsToken, tokenReference, key + tokenReference),
				codes: ['WSS_BAD_SIGNATURE'],
			},
			{
				name: `the same, and the ${kind} of the attacker's key after the reference to the token`,
				document: put(withVictimsToken, tokenReference, tokenReference + key),
				codes: ['WSS_BAD_SIGNATURE'],
			},
		]),
		...[both(attacker, victim), both(victim, attacker)].map((path, i) => ({
			name: `a token of both certificates, that of the ${i === 0 ? 'attacker' : 'victim'} first`,
			document: put(attackers, pem(attacker), path),
			codes: ['WSS_UNKNOWN_CERTIFICATE'],
		})),
		...['X509PKIPathv1', 'PKCS7', 'X509v1'].map((type) => ({
			name: `a token of both certificates, called ${type}`,
			document: put(
				attackers,
				token.replace(pem(victim), pem(attacker)),
				token.replace(pem(victim), both(attacker, victim)).replace('#X509v3', `#${type}`),
			),
			codes: shape,
		})),
		{
			name: 'a token of the attacker in another header, to which the key reference leads',
			document: put(
				put(withVictimsToken, `URI="#${tokenId}"`, 'URI="#other"'),
				endOf('Header'),
				token
					.replace(/^<wsse:BinarySecurityToken/, `$& xmlns:wsse="${WSSE}"`)
					.replace(`wsu:Id="${tokenId}"`, `xmlns:wsu="${WSU}" wsu:Id="other"`)
					.replace(pem(victim), pem(attacker))
					.replace(/( xmlns:wsu="[^"]*")(.*)\1/s, '$1$2') + endOf('Header'),
			),
			codes: shape,
		},
		{
			name: 'a token of the attacker embedded, that of the victim beside it',
			document: put(
				withVictimsToken,
				found(tokenReference, /<wsse:Reference [^>]*>/),
				`<wsse:Embedded>${token.replace(`"${tokenId}"`, '"other"').replace(pem(victim), pem(attacker))}</wsse:Embedded>`,
			),
			codes: shape,
		},
		...Object.entries(otherNames(attacker)).map(([kind, name]) => ({
			name: `the key named by ${kind}`,
			document: put(attackers, found(tokenReference, /<wsse:Reference [^>]*>/), name),
			codes: shape,
		})),
		{ name: 'changed and not signed again', document: forged, codes: ['WSS_BAD_DIGEST'] },
		{ name: 'the Security header twice', document: put(message, security, security + security), codes: doubled },
		{
			name: 'a second Security header, other Ids',
			document: put(message, security, security + renamed(security)),
			codes: shape,
		},
		{
			name: 'a second Security header in front, other Ids',
			document: put(message, security, renamed(security) + security),
			codes: shape,
		},
		{
			name: 'an empty Security header in front',
			document: put(message, security, emptySecurity + security),
			codes: shape,
		},
		{
			name: 'an empty Security header after',
			document: put(message, security, security + emptySecurity),
			codes: shape,
		},
		{
			name: 'a Security header for another actor in front',
			document: put(message, security, emptySecurity.replace('>', ` ${soap}:actor="urn:a">`) + security),
			codes: shape,
		},
		{ name: 'no Security header', document: put(message, security, ''), codes: ['WSS_UNSIGNED'] },
		{ name: 'no Security header, and a forged Body', document: put(forged, security, ''), codes: ['WSS_UNSIGNED'] },
		{
			name: 'a Security header of another namespace',
			document: put(message, security, security.replace(/xmlns:wsse="[^"]*"/, 'xmlns:wsse="urn:x"')),
			codes: ['WSS_UNSIGNED', 'WIRE_NOT_UNDERSTOOD'],
		},
		{
			name: 'the Security header in the Body',
			document: put(put(message, security, ''), body, body.replace(/(?=<\/\w+:Body>)/, security)),
			codes: ['WSS_UNSIGNED', 'WIRE_ENVELOPE'],
		},
		{ name: 'no signature', document: put(forged, signature, ''), codes: ['WSS_UNSIGNED'] },
		{ name: 'the signature twice', document: put(message, signature, signature + renamed(signature)), codes: shape },
		{
			name: 'the signature outside of the Security header',
			document: put(
				put(message, signature, ''),
				endOf('Header'),
				signature.replace('<ds:Signature ', `<ds:Signature xmlns:wsse="${WSSE}" `) + endOf('Header'),
			),
			codes: ['WSS_UNSIGNED'],
		},
		{ name: 'two tokens', document: put(message, token, token + renamed(token)), codes: shape },
		{
			name: 'the attacker as a second token',
			document: put(message, token, renamed(token).replace(pem(victim), pem(attacker)) + token),
			codes: shape,
		},
		{
			name: 'the key as a value',
			document: put(message, tokenReference, '<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>'),
			codes: shape,
		},
		{
			name: 'the key as X509Data',
			document: put(message, tokenReference, attackersKey),
			codes: shape,
		},
		{ name: 'no key', document: put(message, tokenReference, ''), codes: shape },
		{
			name: 'a key that is to be fetched',
			document: put(message, tokenReference, '<ds:RetrievalMethod URI="http://127.0.0.1:1/key"/>'),
			codes: shape,
		},
	];
}

function rsaKeyOf(identity: Identity): { readonly modulus: string; readonly exponent: string } {
	const { n = '', e = '' } = new X509Certificate(identity.certificatePem).publicKey.export({ format: 'jwk' });
	const plain = (value: string) => Buffer.from(value, 'base64url').toString('base64');
	return { modulus: plain(n), exponent: plain(e) };
}

/** The other ways of WS-Security to name a certificate. */
function otherNames(identity: Identity): Readonly<Record<string, string>> {
	const { fingerprint, serialNumber, subject } = new X509Certificate(identity.certificatePem);
	const thumbprint = Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64');
	const type = 'http://docs.oasis-open.org/wss/oasis-wss-soap-message-security-1.1#ThumbprintSHA1';
	return {
		'its thumbprint': `<wsse:KeyIdentifier ValueType="${type}">${thumbprint}</wsse:KeyIdentifier>`,
		'issuer and number': `<ds:X509Data><ds:X509IssuerSerial><ds:X509IssuerName>${subject}</ds:X509IssuerName><ds:X509SerialNumber>${BigInt(`0x${serialNumber}`)}</ds:X509SerialNumber></ds:X509IssuerSerial></ds:X509Data>`,
		'a word': `<ds:KeyName>${subject}</ds:KeyName>`,
	};
}
