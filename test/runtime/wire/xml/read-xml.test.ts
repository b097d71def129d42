import { describe, expect, it } from 'vitest';
import { readXml, XML_LIMITS } from '../../../../src/runtime/wire/xml/read-xml.ts';
import { textOf } from '../../../../src/runtime/wire/xml/tree.ts';

function codeOf(document: string | Uint8Array, limits = XML_LIMITS): unknown {
	try {
		readXml(document, limits);
	} catch (error) {
		return (error as { code?: unknown }).code;
	}

	return 'accepted';
}

describe('the reader', () => {
	it('gives namespaces, attributes, declarations and text', () => {
		const root = readXml('<?xml version="1.0"?><a:r xmlns:a="urn:a" xmlns="urn:d" a:x="1" y="2">t<b/></a:r>');
		expect(root).toMatchObject({ namespace: 'urn:a', local: 'r', prefix: 'a', parent: undefined });
		expect(root.attributes).toEqual([
			{ namespace: 'urn:a', local: 'x', prefix: 'a', value: '1' },
			{ namespace: '', local: 'y', prefix: '', value: '2' },
		]);
		expect(root.declarations).toEqual([
			{ prefix: 'a', uri: 'urn:a' },
			{ prefix: '', uri: 'urn:d' },
		]);
		expect(root.children).toMatchObject(['t', { namespace: 'urn:d', local: 'b', parent: { local: 'r' } }]);
	});

	it('joins the text on both sides of a comment and of CDATA', () => {
		expect(readXml('<a>i-<!-- x -->3C<![CDATA[5F<]]>&amp;</a>').children).toEqual(['i-3C5F<&']);
	});

	it('keeps names like __proto__ as names', () => {
		const root = readXml('<__proto__ constructor="1"><toString/></__proto__>');
		expect(root).toMatchObject({ local: '__proto__', attributes: [{ local: 'constructor', value: '1' }] });
	});

	it('gives no text for an element that holds elements', () => {
		expect(textOf(readXml('<a>x<b/></a>'))).toBeUndefined();
		expect(textOf(readXml('<a></a>'))).toBe('');
	});

	it.each([
		['a document type', '<!DOCTYPE a><a/>', 'XML_FORBIDDEN'],
		['an external entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', 'XML_FORBIDDEN'],
		['a processing instruction', '<a><?x i-1?></a>', 'XML_FORBIDDEN'],
		['a processing instruction before the root', '<?x y?><a/>', 'XML_FORBIDDEN'],
		['XML 1.1', '<?xml version="1.1"?><a/>', 'XML_FORBIDDEN'],
		['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><a/>', 'XML_ENCODING'],
		['mismatched tags', '<a><b></a></b>', 'XML_MALFORMED'],
		['two roots', '<a/><b/>', 'XML_MALFORMED'],
		['text after the root', '<a/>x', 'XML_MALFORMED'],
		['an attribute twice', '<a x="1" x="2"/>', 'XML_MALFORMED'],
		['an attribute twice under two prefixes', '<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', 'XML_MALFORMED'],
		['a NUL reference', '<a>&#0;</a>', 'XML_MALFORMED'],
		['an unknown entity', '<a>&e;</a>', 'XML_MALFORMED'],
		['an unbound prefix', '<p:a/>', 'XML_MALFORMED'],
		['nothing', '', 'XML_MALFORMED'],
		['white space only', '  \n', 'XML_MALFORMED'],
		['an unfinished document', '<a><b>', 'XML_MALFORMED'],
		['bytes that are not UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]), 'XML_ENCODING'],
		['UTF-16', Buffer.from('\ufeff<a/>', 'utf16le'), 'XML_ENCODING'],
	])('refuses %s', (_what, document, code) => {
		expect(codeOf(document)).toBe(code);
	});

	it.each(['UTF-8', 'utf-8', 'UTF8', 'us-ascii', 'US-ASCII'])('reads what is declared as %s', (encoding) => {
		expect(codeOf(`<?xml version="1.0" encoding="${encoding}"?><a/>`)).toBe('accepted');
	});

	it.each(['xUTF-8', 'UTF-8x', 'UTF-16', 'UTF--8', 'latin1'])('refuses what is declared as %s', (encoding) => {
		expect(codeOf(`<?xml version="1.0" encoding="${encoding}"?><a/>`)).toBe('XML_ENCODING');
	});

	it('says in its words what it does not accept', () => {
		const said = (document: string) => () => readXml(document);
		expect(said('<!DOCTYPE a><a/>')).toThrow('the document holds a document type declaration, which is not accepted');
		expect(said('<a><?x?></a>')).toThrow('the document holds a processing instruction, which is not accepted');
		expect(said('<?xml version="1.1"?><a/>')).toThrow(
			'the document holds a declaration of XML 1.1, which is not accepted',
		);
		expect(said(' ')).toThrow('the document is not well-formed XML: ');
	});

	it('shortens what it says of a document, and keeps the cause', () => {
		const name = 'a'.repeat(500);
		const refusal = (() => {
			try {
				return readXml(`<${name}:x/>`);
			} catch (error) {
				return error as Error;
			}
		})();
		expect(refusal).toMatchObject({ code: 'XML_MALFORMED', cause: expect.any(Error) });
		const [, problem = ''] = /well-formed XML: (.*)$/s.exec((refusal as Error).message) ?? [];
		expect(problem).toMatch(/^.{157}\.\.\.$/s);
		expect(((refusal as Error).cause as Error).message.startsWith(problem.slice(0, 157))).toBe(true);
		expect(() => readXml('<b:x/>')).toThrow('XML: unbound namespace prefix: "b".');
	});

	it('takes no text around the root for a part of it', () => {
		expect(readXml(' \n<a> <b/> </a>\n ')).toMatchObject({ children: [' ', { local: 'b' }, ' '] });
		expect(readXml('<a><![CDATA[]]></a>').children).toEqual([]);
	});

	it('refuses more than its limits, half a million nested tags at once', () => {
		expect(codeOf(`${'<a>'.repeat(64)}${'</a>'.repeat(64)}`)).toBe('accepted');
		expect(codeOf('<a>'.repeat(500_000))).toBe('XML_TOO_DEEP');
		// nothing behind the 65th tag is looked at, nor the namespaces of that one: to look them up is quadratic in the depth
		expect(codeOf(`${'<a>'.repeat(64)}<unbound:a & no XML`)).toBe('XML_TOO_DEEP');
		// in octets, whichever way it comes
		for (const document of ['<a>12345é</a>', Buffer.from('<a>12345é</a>')]) {
			expect(codeOf(document, { ...XML_LIMITS, bytes: 13 })).toBe('XML_TOO_LARGE');
			expect(codeOf(document, { ...XML_LIMITS, bytes: 14 })).toBe('accepted');
		}

		// elements, attributes and declarations
		for (const document of ['<a><b/><b x="1"/></a>', '<a xmlns="u"><b xmlns:c="v"/></a>']) {
			expect(codeOf(document, { ...XML_LIMITS, nodes: 3 })).toBe('XML_TOO_MANY_NODES');
			expect(codeOf(document, { ...XML_LIMITS, nodes: 4 })).toBe('accepted');
		}

		expect(() => readXml('<a/>', { ...XML_LIMITS, bytes: 3 })).toThrow('has 4 bytes; at most 3 are accepted');
		expect(() => readXml('<a><a/></a>', { ...XML_LIMITS, depth: 1 })).toThrow('deeper than 1');
		expect(codeOf('<a><b/><b/><b/></a>', { ...XML_LIMITS, depth: 2 })).toBe('accepted');
		expect(() => readXml('<a><a/></a>', { ...XML_LIMITS, nodes: 1 })).toThrow('more than 1 elements');
	});
});
