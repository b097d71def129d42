import { DS, found, partsOf, put, type Recorded, type Variant } from './recorded.ts';

/** What a signature may refer to, and by which ways. */
export function changedReferences({ message }: Recorded): readonly Variant[] {
	const { bodyId } = partsOf(message);
	const uris = [
		'',
		'#',
		'#none',
		'#xpointer(/)',
		`#xpointer(id('${bodyId}'))`,
		`#${bodyId} `,
		` #${bodyId}`,
		`#${bodyId.toUpperCase()}`,
		`#%${bodyId.charCodeAt(0).toString(16)}${bodyId.slice(1)}`,
		`#element(${bodyId})`,
		`#xmlns(s=http://schemas.xmlsoap.org/soap/envelope/)xpointer(//s:Body)`,
		`http://127.0.0.1/x#${bodyId}`,
		`cid:${bodyId}`,
		'file:///etc/passwd',
		`?#${bodyId}`,
		bodyId,
		`##${bodyId}`,
	];
	const algorithms = [
		'http://www.w3.org/TR/1999/REC-xpath-19991116',
		'http://www.w3.org/TR/1999/REC-xslt-19991116',
		`${DS}base64`,
		'http://www.w3.org/2002/06/xmldsig-filter2',
		'http://www.w3.org/TR/2001/REC-xml-c14n-20010315',
		'http://www.w3.org/2001/10/xml-exc-c14n#WithComments',
		'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#STR-Transform',
	];
	const transform = found(message, /<ds:Transform (?:[^<]*)(?:\/>|><\/ds:Transform>)/);
	const other = (algorithm: string) => `<ds:Transform Algorithm="${algorithm}"><ds:XPath>//x</ds:XPath></ds:Transform>`;
	return [
		...uris.map((uri) => ({
			name: `a reference to "${uri}"`,
			document: put(message, `URI="#${bodyId}"`, `URI="${uri}"`),
			codes: ['WSS_DANGLING_REFERENCE'],
		})),
		{
			name: 'a reference without URI',
			document: put(message, ` URI="#${bodyId}"`, ''),
			codes: ['WSS_DANGLING_REFERENCE'],
		},
		...algorithms.flatMap((algorithm) => [
			{
				name: `the transform ${algorithm}`,
				document: put(message, transform, other(algorithm)),
				codes: ['WSS_FORBIDDEN_ALGORITHM'],
			},
			{
				name: `${algorithm} after the canonical form`,
				document: put(message, transform, transform + other(algorithm)),
				codes: ['WSS_FORBIDDEN_ALGORITHM'],
			},
			{
				name: `${algorithm} before the canonical form`,
				document: put(message, transform, other(algorithm) + transform),
				codes: ['WSS_FORBIDDEN_ALGORITHM'],
			},
		]),
	];
}
