import { SignedXml } from 'xml-crypto';
import type { Identity } from '../../../../src/runtime/wire/client.ts';
import { readIdentity } from '../../../../src/runtime/wire/security/identity.ts';
import { NOW, PAYLOAD } from './message.ts';

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export interface ForeignMessage {
	readonly created?: string;
	readonly expires?: string;
	readonly signature?: 'rsa-sha1' | 'rsa-sha256';
	readonly digest?: 'sha1' | 'sha256';
	readonly inclusivePrefixes?: readonly string[];
	readonly payload?: string;
	/** Local names of what is signed. */
	readonly sign?: readonly string[];
}

/** A signed message as another implementation makes it, with whatever times and algorithms a test wants. */
export function signWithXmlCrypto(identity: Identity, message: ForeignMessage = {}): string {
	const created = message.created ?? new Date(NOW).toISOString();
	const expires = message.expires ?? new Date(NOW + 300_000).toISOString();
	const envelope = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:unused="urn:unused"><soap:Header>
<wsse:Security xmlns:wsse="${WSS}-wssecurity-secext-1.0.xsd" xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd">
<wsse:BinarySecurityToken wsu:Id="token" ValueType="${WSS}-x509-token-profile-1.0#X509v3" EncodingType="${WSS}-soap-message-security-1.0#Base64Binary">${readIdentity(identity).token}</wsse:BinarySecurityToken>
<wsu:Timestamp wsu:Id="_t"><wsu:Created>${created}</wsu:Created><wsu:Expires>${expires}</wsu:Expires></wsu:Timestamp>
</wsse:Security></soap:Header><soap:Body xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd" wsu:Id="_b">${message.payload ?? PAYLOAD}</soap:Body></soap:Envelope>`;
	const signer = new SignedXml({
		privateKey: identity.privateKeyPem,
		idMode: 'wssecurity',
		signatureAlgorithm:
			message.signature === 'rsa-sha1'
				? 'http://www.w3.org/2000/09/xmldsig#rsa-sha1'
				: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
		canonicalizationAlgorithm: EXCLUSIVE,
		getKeyInfoContent: () =>
			`<wsse:SecurityTokenReference xmlns:wsse="${WSS}-wssecurity-secext-1.0.xsd"><wsse:Reference URI="#token"/></wsse:SecurityTokenReference>`,
	});
	for (const name of message.sign ?? ['Body', 'Timestamp']) {
		signer.addReference({
			xpath: `//*[local-name(.)='${name}']`,
			transforms: [EXCLUSIVE],
			digestAlgorithm:
				message.digest === 'sha1'
					? 'http://www.w3.org/2000/09/xmldsig#sha1'
					: 'http://www.w3.org/2001/04/xmlenc#sha256',
			...(message.inclusivePrefixes === undefined
				? {}
				: { inclusiveNamespacesPrefixList: [...message.inclusivePrefixes] }),
		});
	}

	signer.computeSignature(envelope, {
		prefix: 'ds',
		location: { reference: "//*[local-name(.)='Security']", action: 'append' },
	});
	return signer.getSignedXml();
}
