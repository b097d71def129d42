import { expect, it } from 'vitest';
import { readXml } from '../../../../src/runtime/wire/xml/read-xml.ts';
import {
	attributeOf,
	childElements,
	childrenNamed,
	isElement,
	nameOf,
	textOf,
} from '../../../../src/runtime/wire/xml/tree.ts';

const root = readXml('<r xmlns:p="urn:p" a="1" p:a="2" p:b="3">t<c/><p:c/>u<c><p:c/></c></r>');

it('an element is told by namespace and local name, never by its prefix', () => {
	expect(isElement(root, '', 'r')).toBe(true);
	expect(isElement(root, 'urn:p', 'r')).toBe(false);
	expect(isElement(root, '', 'c')).toBe(false);
	expect(isElement('r', '', 'r')).toBe(false);
	expect(isElement(undefined, '', 'r')).toBe(false);
	expect(isElement(readXml('<q:c xmlns:q="urn:p"/>'), 'urn:p', 'c')).toBe(true);
});

it('children are those of the element itself, without text', () => {
	expect(childElements(root).map(nameOf)).toEqual(['c', '{urn:p}c', 'c']);
	expect(childrenNamed(root, 'urn:p', 'c').map(nameOf)).toEqual(['{urn:p}c']);
	expect(childrenNamed(root, '', 'c')).toHaveLength(2);
	expect(childrenNamed(root, '', 't')).toEqual([]);
});

it('an attribute has a namespace of its own', () => {
	expect(attributeOf(root, '', 'a')).toBe('1');
	expect(attributeOf(root, 'urn:p', 'a')).toBe('2');
	expect(attributeOf(root, '', 'b')).toBeUndefined();
	expect(attributeOf(root, '', 'none')).toBeUndefined();
});

it('text is that of an element with nothing else', () => {
	expect(textOf(readXml('<a>x</a>'))).toBe('x');
	expect(textOf(readXml('<a/>'))).toBe('');
	expect(textOf(readXml('<a><b/></a>'))).toBeUndefined();
	expect(textOf(readXml('<a>x<b/></a>'))).toBeUndefined();
	expect(textOf(readXml('<a><b/>x</a>'))).toBeUndefined();
});
