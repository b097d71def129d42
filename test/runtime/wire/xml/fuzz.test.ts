import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { run } from '../../../../src/common/run.ts';
import { canonicalXml } from '../../../../src/runtime/wire/xml/canonical.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';
import type { XmlElement } from '../../../../src/runtime/wire/xml/tree.ts';
import { documentOf, trees } from './generated-trees.ts';

const CODE = /^XML_(TOO_LARGE|TOO_DEEP|TOO_MANY_NODES|FORBIDDEN|ENCODING|MALFORMED)$/;

/** The tree, or undefined where it is refused as it should be. Anything else that is thrown is a mistake of ours. */
function read(data: string | Uint8Array): XmlElement | undefined {
	try {
		return readXml(data);
	} catch (error) {
		expect((error as { code?: string }).code, String(error)).toMatch(CODE);
		return undefined;
	}
}

const piece = fc.oneof(
	fc.constantFrom(
		'<',
		'>',
		'</',
		'/>',
		'&',
		'&amp;',
		'&#0;',
		'&#x10FFFF;',
		'&lt',
		'"',
		"'",
		'=',
		':',
		' ',
		'\t',
		'\r',
		'\n',
	),
	fc.constantFrom(
		'<!--',
		'-->',
		'--',
		'<![CDATA[',
		']]>',
		'<?',
		'?>',
		'<?xml version="1.0"?>',
		'<!DOCTYPE a>',
		'<!ENTITY a "b">',
	),
	fc.constantFrom(
		'xmlns',
		' xmlns=""',
		' xmlns:a="urn:a"',
		' xmlns:a=""',
		' xmlns:xml="urn:x"',
		' a:b="c"',
		'<a:b>',
		'</a:b>',
		'<a/>',
		'xml:lang',
	),
	fc.constantFrom(
		'\0',
		'\u0001',
		'\ufffe',
		'\uffff',
		'\ud800',
		'\udc00',
		'\u{1f600}',
		'\u2028',
		'\u0085',
		'\ufeff',
		'__proto__',
		'constructor',
	),
	fc.string({ maxLength: 3 }),
);
const edit = fc.record({
	at: fc.double({ min: 0, max: 1, noNaN: true }),
	remove: fc.constantFrom(0, 0, 1, 3),
	insert: fc.oneof(
		piece,
		fc.constantFrom(
			'',
			' ',
			'\r',
			'x',
			'\u{1f600}',
			'&#13;',
			'&lt;',
			'<!-- -->',
			'<![CDATA[<]]>',
			'<a:b/>',
			'<c xmlns=""/>',
		),
	),
});
const SCOPE = { '': 'urn:outer', a: 'urn:a', b: 'urn:b' };
const edited = fc
	.tuple(
		trees.map((tree) => `<r xmlns="urn:outer" xmlns:a="urn:a" xmlns:b="urn:b">${documentOf(tree, SCOPE)}</r>`),
		fc.array(edit, { minLength: 1, maxLength: 2 }),
	)
	.map(([document, edits]) =>
		edits.reduce((text, { at, remove, insert }) => {
			const start = Math.floor(at * text.length);
			return text.slice(0, start) + insert + text.slice(start + remove);
		}, document),
	);

it('any text and any octets are a tree or a refusal', () => {
	fc.assert(
		fc.property(
			fc.array(piece, { maxLength: 30 }).map((all) => all.join('')),
			(text) => void read(text),
		),
		{ numRuns: 3000 },
	);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 60 }), (octets) => void read(octets)),
		{ numRuns: 1500 },
	);
});

it('what is accepted has one reading: its canonical form is its own canonical form', () => {
	let accepted = 0;
	fc.assert(
		fc.property(edited, (text) => {
			const tree = read(text);
			if (tree !== undefined) {
				accepted += 1;
				const canonical = canonicalXml(tree);
				expect(canonicalXml(readXml(canonical))).toBe(canonical);
			}
		}),
		{ numRuns: 3000 },
	);
	expect(accepted).toBeGreaterThan(150);
});

it('what is accepted is well-formed for libxml2, too', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'fuzz-'));
	try {
		const accepted = fc
			.sample(edited, { numRuns: 2000 })
			// as the tests of the reader say, lone surrogates cannot come from octets
			.filter((text) => text.isWellFormed() && read(Buffer.from(text)) !== undefined)
			.slice(0, 400);
		expect(accepted.length).toBeGreaterThan(50);
		const files = accepted.map((_, i) => join(directory, `${i}.xml`));
		await Promise.all(accepted.map((text, i) => writeFile(files[i] ?? '', text)));
		await run('xmllint', ['--noout', ...files]);
	} finally {
		await rm(directory, { recursive: true });
	}
});
