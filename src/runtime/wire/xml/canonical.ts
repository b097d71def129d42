import { xmlAttribute, xmlText } from './escape.ts';
import type { XmlAttribute, XmlDeclaration, XmlElement } from './tree.ts';

type Rendered = ReadonlyMap<string, string>;

/**
 * Exclusive canonical form without comments of an element and all it holds (http://www.w3.org/TR/xml-exc-c14n/).
 * `inclusivePrefixes` is the PrefixList of InclusiveNamespaces, with `#default` for the default namespace.
 */
export function canonicalXml(apex: XmlElement, inclusivePrefixes: readonly string[] = []): string {
	const inclusive = inclusivePrefixes.map((prefix) => (prefix === '#default' ? '' : prefix));
	const inherited = inclusive.flatMap((prefix) => {
		const uri = namespaceInScope(apex, prefix);
		return uri === undefined ? [] : [{ prefix, uri }];
	});
	return render(apex, new Map(), inherited, new Set(inclusive));
}

function render(
	element: XmlElement,
	rendered: Rendered,
	inclusive: readonly XmlDeclaration[],
	inclusivePrefixes: ReadonlySet<string>,
): string {
	const name = element.prefix === '' ? element.local : `${element.prefix}:${element.local}`;
	const added = newDeclarations(element, rendered, inclusive);
	const inside = added.length === 0 ? rendered : new Map([...rendered, ...added]);
	let text = `<${name}`;
	for (const [prefix, uri] of added) {
		text += ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${xmlAttribute(uri)}"`;
	}

	for (const attribute of sortedAttributes(element.attributes)) {
		const { prefix, local, value } = attribute;
		text += ` ${prefix === '' ? local : `${prefix}:${local}`}="${xmlAttribute(value)}"`;
	}

	text += '>';
	for (const child of element.children) {
		if (typeof child === 'string') {
			text += xmlText(child);
		} else {
			const redeclared =
				inclusivePrefixes.size === 0
					? child.declarations.slice(0, 0)
					: child.declarations.filter(({ prefix }) => inclusivePrefixes.has(prefix));
			text += render(child, inside, redeclared, inclusivePrefixes);
		}
	}

	return `${text}</${name}>`;
}

/** The declarations that this element must show: of the prefixes that it uses itself, and the inclusive ones. */
function newDeclarations(
	element: XmlElement,
	rendered: Rendered,
	inclusive: readonly XmlDeclaration[],
): readonly (readonly [prefix: string, uri: string])[] {
	const added: [string, string][] = [];
	const use = (prefix: string, uri: string) => {
		const before = rendered.get(prefix) ?? (prefix === '' ? '' : undefined);
		if (before !== uri && prefix !== 'xml' && !added.some(([known]) => known === prefix)) {
			added.push([prefix, uri]);
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

	return added.length < 2 ? added : added.sort(([a], [b]) => byCodePoint(a, b));
}

function sortedAttributes(attributes: readonly XmlAttribute[]): readonly XmlAttribute[] {
	return attributes.length < 2
		? attributes
		: attributes.toSorted((a, b) => byCodePoint(a.namespace, b.namespace) || byCodePoint(a.local, b.local));
}

function namespaceInScope(element: XmlElement, prefix: string): string | undefined {
	for (let each: XmlElement | undefined = element; each !== undefined; each = each.parent) {
		const found = each.declarations.find((declaration) => declaration.prefix === prefix);
		if (found !== undefined) {
			return found.uri;
		}
	}

	return undefined;
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
