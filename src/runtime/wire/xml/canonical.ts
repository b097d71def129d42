import { xmlErrors } from './errors.ts';
import { xmlAttribute, xmlText } from './escape.ts';
import type { XmlAttribute, XmlDeclaration, XmlElement } from './tree.ts';

/**
 * What the open elements have shown: the namespace of each prefix. One map for all, as copies of a large one cost too
 * much; nothing is ever deleted, as each key deleted and set again makes the look-up of the next one longer.
 */
type Rendered = Map<string, string | undefined>;

/** How much may be written: a namespace that many elements show makes the form far larger than the document. */
export class CanonicalLimit {
	readonly #characters: number;
	#written = 0;

	constructor(characters: number) {
		this.#characters = characters;
	}

	/** Throws XML_CANONICAL_TOO_LARGE if that is too much. */
	spend(characters: number): void {
		this.#written += characters;
		if (this.#written > this.#characters) {
			throw xmlErrors('XML_CANONICAL_TOO_LARGE', { limit: this.#characters });
		}
	}
}

/**
 * Exclusive canonical form without comments of an element and all it holds (http://www.w3.org/TR/xml-exc-c14n/).
 * `inclusivePrefixes` is the PrefixList of InclusiveNamespaces, with `#default` for the default namespace.
 * Throws XML_CANONICAL_TOO_LARGE; several forms may share a limit.
 */
export function canonicalXml(
	apex: XmlElement,
	inclusivePrefixes: readonly string[] = [],
	limit = new CanonicalLimit(Number.POSITIVE_INFINITY),
): string {
	const inclusive = inclusivePrefixes.map((prefix) => (prefix === '#default' ? '' : prefix));
	const inScope = namespacesInScope(apex);
	const inherited = inclusive.flatMap((prefix) => {
		const uri = inScope.get(prefix);
		return uri === undefined ? [] : [{ prefix, uri }];
	});
	return render(apex, inherited, { rendered: new Map(), inclusive: new Set(inclusive), limit });
}

interface Rendering {
	readonly rendered: Rendered;
	readonly inclusive: ReadonlySet<string>;
	readonly limit: CanonicalLimit;
}

function render(element: XmlElement, inherited: readonly XmlDeclaration[], rendering: Rendering): string {
	const { rendered, inclusive, limit } = rendering;
	const name = element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
	const added = newDeclarations(element, rendered, inherited);
	let text = `<${name}`;
	const before = added.map(([prefix]) => rendered.get(prefix));
	for (const [prefix, uri] of added) {
		rendered.set(prefix, uri);
		text += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${xmlAttribute(uri)}"`;
	}

	for (const attribute of sortedAttributes(element.attributes)) {
		const { prefix, local, value } = attribute;
		text += ` ${prefix === '' ? local : `${prefix}:${local}`}="${xmlAttribute(value)}"`;
	}

	text += '>';
	limit.spend(text.length);
	for (const child of element.children) {
		if (typeof child === 'string') {
			limit.spend(child.length);
			text += xmlText(child);
		} else {
			const redeclared = child.declarations.filter(({ prefix }) => inclusive.has(prefix));
			text += render(child, redeclared, rendering);
		}
	}

	for (const [i, [prefix]] of added.entries()) {
		rendered.set(prefix, before[i]);
	}

	return `${text}</${name}>`;
}

/** The declarations that this element must show: of the prefixes that it uses itself, and the inclusive ones. */
function newDeclarations(
	element: XmlElement,
	rendered: Rendered,
	inclusive: readonly XmlDeclaration[],
): readonly (readonly [prefix: string, uri: string])[] {
	const added = new Map<string, string>();
	const use = (prefix: string, uri: string) => {
		const before = rendered.get(prefix) ?? (prefix === '' ? '' : undefined);
		if (before !== uri && prefix !== 'xml' && !added.has(prefix)) {
			added.set(prefix, uri);
		}
	};
	use(element.prefix, element.namespace);
	for (const { prefix, namespace } of element.attributes) {
		if (prefix !== '') {
			use(prefix, namespace);
		}
	}

	for (const { prefix, uri } of inclusive) {
		use(prefix, uri);
	}

	return [...added].sort(([a], [b]) => byCodePoint(a, b));
}

function sortedAttributes(attributes: readonly XmlAttribute[]): readonly XmlAttribute[] {
	return attributes.toSorted((a, b) => byCodePoint(a.namespace, b.namespace) || byCodePoint(a.local, b.local));
}

function namespacesInScope(element: XmlElement): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	for (let each: XmlElement | undefined = element; each !== undefined; each = each.parent) {
		for (const { prefix, uri } of each.declarations) {
			if (!found.has(prefix)) {
				found.set(prefix, uri);
			}
		}
	}

	return found;
}

/** The canonical form orders by code point; JavaScript compares UTF-16 units, which differs beyond U+FFFF. */
function byCodePoint(a: string, b: string): number {
	const shorter = Math.min(a.length, b.length);
	for (let i = 0; i < shorter; i += 1) {
		const difference = rankOf(a.charCodeAt(i)) - rankOf(b.charCodeAt(i));
		if (difference !== 0) {
			return difference;
		}
	}

	return a.length - b.length;
}

/** Surrogates, the units of what lies beyond U+FFFF, come after all others. */
function rankOf(unit: number): number {
	return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
