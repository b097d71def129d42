import { SaxesParser } from 'saxes';

export interface XmlElement {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: readonly (XmlElement | string)[];
	/** Of its start tag, from 1. */
	readonly line: number;
}

/** Stand for `&Name;` in texts until the host is known: nothing else may hold these characters. */
const OPEN = '\uE000';
const CLOSE = '\uE001';

/** The five of XML itself. */
const PREDEFINED = ['amp', 'lt', 'gt', 'quot', 'apos'];

/**
 * The tree of an XML text. Rocks since 5.2 lets texts name attributes of a host as entities, so every entity is taken
 * and marked. Throws an Error with line and reason where it is not well-formed.
 */
export function parseXml(text: string): XmlElement {
	checkAmpersands(text);
	const parser = new SaxesParser();
	const stack: { name: string; attributes: Record<string, string>; children: (XmlElement | string)[]; line: number }[] =
		[{ name: '', attributes: {}, children: [], line: 0 }];
	const add = (child: XmlElement | string) => void stack.at(-1)?.children.push(child);
	for (const name of entitiesOf(text)) {
		parser.ENTITIES[name] = `${OPEN}${name}${CLOSE}`;
	}

	for (const [name, value] of declared(text)) {
		parser.ENTITIES[name] = value;
	}

	parser.on('opentag', ({ name, attributes }) => {
		const plain = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, String(value)]));
		stack.push({ name, attributes: plain, children: [], line: parser.line });
	});
	parser.on('closetag', () => {
		const element = stack.pop();
		if (element !== undefined) {
			add(element);
		}
	});
	parser.on('text', add);
	parser.on('cdata', add);
	parser.write(text).close();
	const root = stack[0]?.children.find((child): child is XmlElement => typeof child !== 'string');
	if (root === undefined) {
		throw new Error('it holds no element');
	}

	return root;
}

/** Names of the entities that a text uses beyond those of XML itself and those that it declares. */
export function entitiesOf(text: string): readonly string[] {
	const own = declared(text);
	const names = [...withoutLiterals(text).matchAll(/&([A-Za-z_][\w.-]*);/g)].map(([, name = '']) => name);
	return [...new Set(names)].filter((name) => !PREDEFINED.includes(name) && !own.has(name));
}

/** Comments and CDATA, in which & is nothing but itself, become blanks; lines stay where they are. */
function withoutLiterals(text: string): string {
	return text.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, (literal) => literal.replace(/[^\n]/g, ' '));
}

/** The commonest mistake of all, which the parser tells as an element that never ends. */
function checkAmpersands(text: string): void {
	const read = withoutLiterals(text);
	const at = read.search(/&(?!#?\w[\w.-]*;)/);
	if (at >= 0) {
		const before = read.slice(0, at).split('\n');
		throw new Error(`${before.length}:${before.at(-1)?.length}: "&" stands alone: write &amp;, or CDATA`);
	}
}

/** `<!ENTITY name "value">`; what lies in other files is read by nobody here. */
function declared(text: string): ReadonlyMap<string, string> {
	const [doctype = ''] = /<!DOCTYPE[^[>]*\[[\s\S]*?\]\s*>/.exec(text) ?? [];
	return new Map(
		[...doctype.matchAll(/<!ENTITY\s+([\w.-]+)\s+("[^"]*"|'[^']*')\s*>/g)].map(([, name = '', value = '']) => [
			name,
			value.slice(1, -1),
		]),
	);
}

/** Puts the values of a host in the places of entities; unknown ones give nothing, as Rocks' changed expat does. */
export function fillEntities(text: string, values: Readonly<Record<string, string>>): string {
	return text.replace(new RegExp(`${OPEN}([^${CLOSE}]*)${CLOSE}`, 'g'), (_, name: string) => values[name] ?? '');
}

export function elementsOf(element: XmlElement, name?: string): readonly XmlElement[] {
	return element.children.filter(
		(child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name),
	);
}

/** The text directly inside, entities still marked. */
export function textOf(element: XmlElement): string {
	return element.children.filter((child) => typeof child === 'string').join('');
}
