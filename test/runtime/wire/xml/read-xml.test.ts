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

	it('refuses more than its limits, half a million nested tags at once', () => {
		expect(codeOf(`${'<a>'.repeat(64)}${'</a>'.repeat(64)}`)).toBe('accepted');
		expect(codeOf('<a>'.repeat(500_000))).toBe('XML_TOO_DEEP');
		// nothing behind the 65th tag is looked at, nor the namespaces of that one: to look them up is quadratic in the depth
		expect(codeOf(`${'<a>'.repeat(64)}<unbound:a & no XML`)).toBe('XML_TOO_DEEP');
		expect(codeOf('<a>1234567</a>', { ...XML_LIMITS, bytes: 13 })).toBe('XML_TOO_LARGE');
		expect(codeOf('<a><b/><b x="1"/></a>', { ...XML_LIMITS, nodes: 3 })).toBe('XML_TOO_MANY_NODES');
	});
});
