import { contentOf, forgedBody, put, type Recorded, type Variant } from './recorded.ts';

/** Comments, CDATA and processing instructions where values are read, and other readings of the same octets. */
export function changedText(recorded: Recorded): readonly Variant[] {
	const { message, payloads } = recorded;
	const content = contentOf(message);
	const [payload = ''] = Object.values(payloads);
	const forged = forgedBody(recorded);
	const declared = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?>${message}`;
	const utf16 = Buffer.from(`\ufeff${declared('UTF-16')}`, 'utf16le');
	return [
		...['DigestValue', 'SignatureValue'].flatMap((name) =>
			[
				['a comment in', (value: string) => `<!-- x -->${value}`, ['WSS_BAD_DIGEST']],
				['a comment amid', (value: string) => `${value.slice(0, 8)}<!-- x -->${value.slice(8)}`, ['WSS_BAD_DIGEST']],
				['CDATA for', (value: string) => `<![CDATA[${value}]]>`, ['WSS_BAD_DIGEST']],
				['a processing instruction in', (value: string) => `<?x ${value}?>${value}`, ['XML_FORBIDDEN']],
				['an element in', (value: string) => `${value}<x xmlns="urn:x"/>`, ['WSS_SHAPE', 'WSS_BAD_DIGEST']],
				['a second', (value: string) => `${value}</ds:${name}><ds:${name}>${value}`, ['WSS_SHAPE']],
			].map(([what, edit, codes]) => ({
				name: `${String(what)} ${name}, and a forged Body`,
				document: forged.replace(
					new RegExp(`(<ds:${name}>)([^<]*)`),
					(_, tag: string, value: string) => tag + (edit as (value: string) => string)(value),
				),
				codes: codes as string[],
			})),
		),
		{
			name: 'a processing instruction that hides the Body',
			document: put(message, content, `<?x ${content.replaceAll('?>', '')}?>${payload}`),
			codes: ['XML_FORBIDDEN', 'XML_MALFORMED'],
		},
		{
			name: 'a comment that hides the Body',
			document: put(message, content, `<!--${content}-->${payload}`),
			codes: ['WSS_BAD_DIGEST'],
		},
		{ name: 'UTF-16', document: utf16, codes: ['XML_ENCODING'] },
		{ name: 'UTF-16 without mark', document: utf16.subarray(2), codes: ['XML_ENCODING', 'XML_MALFORMED'] },
		{ name: 'UTF-16 in the other order', document: Buffer.from(utf16).swap16(), codes: ['XML_ENCODING'] },
		...['ISO-8859-1', 'UTF-7', 'UTF-16', 'windows-1252', 'IBM037'].map((encoding) => ({
			name: `declared as ${encoding}`,
			document: declared(encoding),
			codes: ['XML_ENCODING'],
		})),
		{
			name: 'octets that are no UTF-8',
			document: Buffer.from(put(message, content, `\u00ff${content}`), 'latin1'),
			codes: ['XML_ENCODING'],
		},
		{ name: 'NUL', document: put(message, content, `\0${content}`), codes: ['XML_MALFORMED'] },
		{ name: 'NUL as a reference', document: put(message, content, `&#0;${content}`), codes: ['XML_MALFORMED'] },
		{ name: 'XML 1.1', document: `<?xml version="1.1"?>${message}`, codes: ['XML_FORBIDDEN'] },
		{ name: 'a document type', document: `<!DOCTYPE x [<!ENTITY a "b">]>${message}`, codes: ['XML_FORBIDDEN'] },
		{
			name: 'a document type from elsewhere',
			document: `<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">${message}`,
			codes: ['XML_FORBIDDEN'],
		},
		{
			name: 'an attribute that makes an Id',
			document: `<!DOCTYPE x [<!ATTLIST Body fake ID "id">]>${message}`,
			codes: ['XML_FORBIDDEN'],
		},
		{ name: 'two roots', document: message + message, codes: ['XML_MALFORMED'] },
		{ name: 'text after the end', document: `${message}x`, codes: ['XML_MALFORMED'] },
		{
			name: 'an attribute twice',
			document: message.replace(/ wsu:Id="([^"]*)"/, ' wsu:Id="$1" wsu:Id="y"'),
			codes: ['XML_MALFORMED'],
		},
		{
			name: 'an entity that nobody declared',
			document: put(message, content, `&xxe;${content}`),
			codes: ['XML_MALFORMED'],
		},
		{
			name: 'packed as the first part of a MIME message, as MTOM does',
			document: `--b\r\nContent-Type: application/xop+xml; type="text/xml"\r\n\r\n${message}\r\n--b--\r\n`,
			codes: ['XML_MALFORMED'],
		},
		{ name: 'half of it', document: message.slice(0, message.length / 2), codes: ['XML_MALFORMED'] },
	];
}
