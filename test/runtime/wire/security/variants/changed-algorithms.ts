import { DS, found, put, type Recorded, type Variant } from './recorded.ts';

const MORE = 'http://www.w3.org/2001/04/xmldsig-more#';
const RSA_SHA1 = `${DS}rsa-sha1`;
const RSA_SHA256 = `${MORE}rsa-sha256`;
const SHA1 = `${DS}sha1`;
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

/** Algorithms exchanged for weaker, other or none, without the key. */
export function changedAlgorithms({ message }: Recorded): readonly Variant[] {
	const of = (element: string) => found(message, new RegExp(`(?<=<ds:${element} Algorithm=")[^"]*`));
	const exchanged = (element: string, algorithm: string) =>
		put(message, `<ds:${element} Algorithm="${of(element)}"`, `<ds:${element} Algorithm="${algorithm}"`);
	const forbidden = (element: string, algorithms: readonly string[]) =>
		algorithms.map((algorithm) => ({
			name: `the ${element} "${algorithm}"`,
			document: exchanged(element, algorithm),
			codes: ['WSS_FORBIDDEN_ALGORITHM'],
		}));
	const inside = (element: string, content: string) => {
		const all = found(message, new RegExp(`<ds:${element} [^>]*?(?: ?/>|></ds:${element}>)`));
		return put(message, all, all.replace(/ ?\/?>.*$/s, `>${content}</ds:${element}>`));
	};
	const list = (prefixes: string) =>
		`<c:InclusiveNamespaces xmlns:c="${EXCLUSIVE}" PrefixList="${prefixes}"></c:InclusiveNamespaces>`;
	return [
		{
			name: 'the other hash for the signature',
			document: exchanged('SignatureMethod', of('SignatureMethod') === RSA_SHA1 ? RSA_SHA256 : RSA_SHA1),
			codes: ['WSS_BAD_SIGNATURE'],
		},
		{
			name: 'the other hash for a digest',
			document: exchanged('DigestMethod', of('DigestMethod') === SHA1 ? SHA256 : SHA1),
			codes: ['WSS_BAD_DIGEST'],
		},
		...forbidden('SignatureMethod', [
			'',
			'none',
			RSA_SHA1.toUpperCase(),
			`${RSA_SHA256} `,
			`${DS}dsa-sha1`,
			`${MORE}rsa-md5`,
			`${MORE}rsa-sha512`,
			`${MORE}ecdsa-sha256`,
			'http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1',
			`${MORE}hmac-md5`,
			'__proto__',
			'constructor',
		]),
		...forbidden('DigestMethod', [
			'',
			`${MORE}md5`,
			'http://www.w3.org/2001/04/xmlenc#sha512',
			RSA_SHA256,
			'__proto__',
		]),
		...forbidden('CanonicalizationMethod', [
			'',
			'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
			'http://www.w3.org/2006/12/xml-c14n11',
			'http://www.w3.org/2010/xml-c14n2',
			`${EXCLUSIVE}WithComments`,
		]),
		{
			name: 'a signature of eight bits',
			document: inside('SignatureMethod', '<ds:HMACOutputLength>8</ds:HMACOutputLength>'),
			codes: ['WSS_SHAPE'],
		},
		{
			name: 'inclusive prefixes in a reference',
			document: inside('Transform', list('wsse #default xml xmlns')),
			codes: ['WSS_BAD_SIGNATURE', 'WSS_BAD_DIGEST'],
		},
		{
			name: 'inclusive prefixes in the signature',
			document: inside('CanonicalizationMethod', list('wsse')),
			codes: ['WSS_BAD_SIGNATURE'],
		},
	];
}
