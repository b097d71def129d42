import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeXml } from '../../../../../../src/runtime/cloud/api/ec2/render/xml.ts';
import { readXml } from '../../../../../../src/runtime/wire/xml/read-xml.ts';
import { textOf } from '../../../../../../src/runtime/wire/xml/tree.ts';

describe('text in XML', () => {
	it('is read back as it was, without what XML cannot carry', () => {
		const unit = fc.oneof(
			fc.constantFrom('<', '&', '>', '"', '\r', '\n', '\0', '\ud800', '\udc00', '\uffff', ']]>'),
			fc.string(),
		);
		fc.assert(
			fc.property(
				fc.array(unit).map((parts) => parts.join('')),
				(text) => {
					const expected = text.replace(/[^\P{Cc}\t\n\r]|\p{Cs}|[\ufffe\uffff]/gu, '');
					expect(textOf(readXml(`<a>${escapeXml(text)}</a>`)) ?? '').toBe(expected);
				},
			),
		);
	});
});
