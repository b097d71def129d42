import type { KeyAndCertificate } from '../../../../../../src/common/certificate.ts';
import { readIdentity } from '../../../../../../src/runtime/wire/security/identity.ts';
import { signAgain } from '../../../../wire/security/sign-again.ts';

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
const DS = 'http://www.w3.org/2000/09/xmldsig#';
const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const NAMESPACE_2008 = 'http://ec2.amazonaws.com/doc/2008-05-05/';

export interface Message2008 {
	readonly action: string;
	/** With the prefix ns1. */
	readonly children?: string;
	readonly namespace?: string;
	/** ms since 1970 */
	readonly created?: number;
	/** Applied before the message is signed. */
	readonly change?: (template: string) => string;
}

const reference = (id: string) =>
	`<ds:Reference URI="#${id}">\n<ds:Transforms>\n<ds:Transform Algorithm="${EXC}" />\n</ds:Transforms>\n<ds:DigestMethod Algorithm="${DS}sha1" />\n<ds:DigestValue></ds:DigestValue>\n</ds:Reference>\n`;

/** A message as XFire and WSS4J of 2008 send it (spec/ec2-api §5): order, line ends, prefixes, RSA-SHA1, wrapped base64. */
export function message2008(identity: KeyAndCertificate, message: Message2008): string {
	const { action, children = '', namespace = NAMESPACE_2008, created = Date.now(), change = (text) => text } = message;
	const template =
		`<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soap:Header>` +
		`<wsse:Security xmlns:wsse="${WSS}-wssecurity-secext-1.0.xsd">` +
		`<wsu:Timestamp xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd" wsu:Id="Timestamp-17764791"><wsu:Created>${new Date(created).toISOString()}</wsu:Created><wsu:Expires>${new Date(created + 300_000).toISOString()}</wsu:Expires></wsu:Timestamp>` +
		`<wsse:BinarySecurityToken xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd" EncodingType="${WSS}-soap-message-security-1.0#Base64Binary" ValueType="${WSS}-x509-token-profile-1.0#X509v3" wsu:Id="CertId-2018632">${readIdentity(identity).token}</wsse:BinarySecurityToken>` +
		`<ds:Signature xmlns:ds="${DS}" Id="Signature-11687493">\n<ds:SignedInfo>\n<ds:CanonicalizationMethod Algorithm="${EXC}" />\n<ds:SignatureMethod Algorithm="${DS}rsa-sha1" />\n` +
		`${reference('Timestamp-17764791')}${reference('id-27744459')}</ds:SignedInfo>\n<ds:SignatureValue></ds:SignatureValue>\n` +
		`<ds:KeyInfo Id="KeyId-22675069">\n<wsse:SecurityTokenReference xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd" wsu:Id="STRId-26186996"><wsse:Reference URI="#CertId-2018632" ValueType="${WSS}-x509-token-profile-1.0#X509v3" /></wsse:SecurityTokenReference>\n</ds:KeyInfo>\n</ds:Signature></wsse:Security></soap:Header>` +
		`<soap:Body xmlns:wsu="${WSS}-wssecurity-utility-1.0.xsd" wsu:Id="id-27744459" xmlns:ns1="${namespace}"><ns1:${action}>${children}</ns1:${action}></soap:Body></soap:Envelope>`;
	return signAgain(change(template), identity).replace(
		/(<ds:SignatureValue>)([^<]*)/,
		(_, tag: string, value: string) => `${tag}\n${value.replace(/.{76}/g, '$&\n')}\n`,
	);
}
