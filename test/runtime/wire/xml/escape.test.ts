import fc from 'fast-check';
import { expect, it } from 'vitest';
import { xmlAttribute, xmlText } from '../../../../src/runtime/wire/xml/escape.ts';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML forbids
const carried = (text: string) => text.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd');

it('brings any text through a document, as text and as attribute; what XML cannot carry becomes U+FFFD', () => {
	fc.assert(
		fc.property(
			fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'\0\r\n\t<>&"\'\ud800a') })),
			(text) => {
				const root = readXml(`<a x="${xmlAttribute(text)}">${xmlText(text)}</a>`);
				expect(root.attributes[0]?.value).toBe(carried(text));
				expect(root.children.join('')).toBe(carried(text));
			},
		),
	);
});
