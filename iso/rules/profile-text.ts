import type { Roll, XmlFile } from '../open-roll.ts';
import { hostView } from '../rocks/base-profile.ts';
import { INSIDE_POST } from '../rocks/node-file.ts';
import { elementsOf, entitiesOf, type XmlElement } from '../rocks/xml.ts';
import { isAscii } from './description.ts';
import type { Rule } from './rule.ts';

const V_ELEMENTS = [
	'description',
	'copyright',
	'changelog',
	'package',
	'post',
	'pre',
	'main',
	'debug',
	'var',
	'eval',
	'include',
	'sinclude',
	'copy',
];
const NEWER_ELEMENTS = [...V_ELEMENTS, 'configure', 'boot', 'cmdline', 'patch-files', 'si_prepost'];
const INSIDE_FILE = INSIDE_POST.filter((name) => name !== 'file');
const NEWER_ATTRIBUTES = ['cond', 'rcs', 'interpreter', 'phase'];

/** Rows 10, 11: the texts of nodes and graphs. */
export const profileTextRules: readonly Rule[] = [
	{
		id: 'xml-form',
		row: 11,
		reason: 'a file that is not well-formed ends the generation for every host that reaches it',
		fix: 'make it well-formed; texts need &lt; &gt; &amp; or CDATA',
		check: (roll) => both(roll).flatMap(({ path, problem }) => (problem === undefined ? [] : [`${path}: ${problem}`])),
	},
	{
		id: 'xml-ascii',
		row: 11,
		reason: 'one accented letter is a UnicodeEncodeError while the kickstart file is made',
		fix: 'write ASCII only',
		check: (roll) => both(roll).flatMap(({ path, text }) => (isAscii(text) ? [] : [`${path} is not plain ASCII`])),
	},
	{
		id: 'roll-attribute',
		row: 10,
		reason: 'kroll and "rocks run roll" take only what is marked as of the roll: without the mark they find nothing',
		fix: '<graph roll="<name>">, <kickstart roll="<name>">',
		check: (roll) =>
			parsed(roll).flatMap(({ path, root }) =>
				root.attributes['roll'] === roll.name
					? []
					: [`${path}: the roll of <${root.name}> is ${root.attributes['roll'] ?? 'not named'}`],
			),
	},
	{
		id: 'xml-root',
		row: 11,
		reason: 'Rocks looks for this element only',
		fix: 'the root of nodes is <kickstart>, of graphs <graph>',
		check: ({ nodes, graphs }) => [...rootsBut('kickstart', nodes), ...rootsBut('graph', graphs)],
	},
	{
		id: 'xml-attributes',
		row: 11,
		reason: 'between its passes Rocks writes attribute values back without escaping them',
		fix: 'no & < > " in attributes, not as entities either; put such text into the body of an element',
		check: (roll) =>
			both(roll).flatMap(({ path, text }) =>
				attributeTexts(text)
					.filter(
						({ value, quote }) =>
							/[&<]/.test(value) ||
							(roll.rocks === '5.0' && value.includes('>')) ||
							(quote === "'" && value.includes('"')),
					)
					.map(({ name, value }) => `${path}: ${name}=${value}`),
			),
	},
	{
		id: 'xml-elements',
		row: 11,
		reason: 'an unknown element is an AttributeError: the script is cut off there, or the generation ends',
		fix: `below <kickstart>: ${V_ELEMENTS.join(', ')}; inside <post> and <pre>: ${INSIDE_POST.join(', ')}`,
		check: (roll) => {
			const known = roll.rocks === '5.0' ? V_ELEMENTS : NEWER_ELEMENTS;
			return parsedNodes(roll).flatMap(({ path, root }) => [
				...strangers(root, known).map((name) => `${path}: <${name}>`),
				...scripts(root).flatMap((post) =>
					[post, ...elementsOf(post, 'file')].flatMap((element) =>
						strangers(element, element === post ? INSIDE_POST : INSIDE_FILE).map(
							(name) => `${path}, line ${element.line}: <${name}> inside <${element.name}>`,
						),
					),
				),
			]);
		},
	},
	{
		id: 'xml-newer',
		row: 11,
		reason: 'Rocks V does not know these attributes (they came with 5.2 and later) and passes over them',
		fix: `make the files for 5.0 without ${NEWER_ATTRIBUTES.join(', ')}`,
		check: (roll) =>
			roll.rocks !== '5.0'
				? []
				: parsed(roll).flatMap(({ path, root }) =>
						everyElement(root).flatMap(({ name, attributes }) =>
							NEWER_ATTRIBUTES.filter((attribute) => attribute in attributes).map(
								(attribute) => `${path}: ${attribute} of <${name}>`,
							),
						),
					),
	},
	{
		id: 'xml-entities',
		row: 11,
		reason: 'in Rocks V an entity is a fatal error; there attributes of a host are variables',
		fix: '<var name="Kickstart_X"/> in place of &Kickstart_X;',
		check: (roll) =>
			roll.rocks !== '5.0'
				? []
				: both(roll).flatMap(({ path, text }) => entitiesOf(text).map((name) => `${path}: &${name};`)),
	},
	{
		id: 'xml-variables',
		row: 11,
		reason: 'the value would be an empty text, and nobody would be told',
		fix: 'use the names that hosts have; since 5.3 as &Kickstart_X;, before as <var name="Kickstart_X"/>',
		check: (roll) =>
			roll.rocks === '5.0' ? unknownVariables(roll) : [...deadVariables(roll), ...unknownEntities(roll)],
	},
];

function both({ nodes, graphs }: Roll): readonly XmlFile[] {
	return [...nodes, ...graphs];
}

type Parsed = XmlFile & { readonly root: XmlElement };

function parsed(roll: Roll): readonly Parsed[] {
	return both(roll).flatMap((file) => (file.root === undefined ? [] : [{ ...file, root: file.root }]));
}

export function parsedNodes({ nodes }: Roll): readonly Parsed[] {
	return nodes.flatMap((file) => (file.root === undefined ? [] : [{ ...file, root: file.root }]));
}

function rootsBut(name: string, all: readonly XmlFile[]): readonly string[] {
	return all
		.filter(({ root }) => root !== undefined && root.name !== name)
		.map(({ path, root }) => `${path}: <${root?.name}>`);
}

function strangers(element: XmlElement, known: readonly string[]): readonly string[] {
	return elementsOf(element)
		.map(({ name }) => name)
		.filter((name) => !known.includes(name));
}

export function scripts(root: XmlElement): readonly XmlElement[] {
	return elementsOf(root).filter(({ name }) => name === 'post' || name === 'pre');
}

export function everyElement(element: XmlElement): readonly XmlElement[] {
	return [element, ...elementsOf(element).flatMap(everyElement)];
}

/** Attribute values as they are written, before the XML parser has made anything of them. */
function attributeTexts(
	text: string,
): readonly { readonly name: string; readonly value: string; readonly quote: string }[] {
	const tags = text
		.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>/g, '')
		.match(/<[A-Za-z][^<>"']*(?:(?:"[^"]*"|'[^']*')[^<>"']*)*>/g);
	return (tags ?? []).flatMap((tag) =>
		[...tag.matchAll(/([\w:-]+)\s*=\s*("([^"]*)"|'([^']*)')/g)].map(([, name = '', quoted = '', double, single]) => ({
			name,
			value: double ?? single ?? '',
			quote: quoted.slice(0, 1),
		})),
	);
}

function variables(roll: Roll): readonly { readonly path: string; readonly name: string; readonly assigns: boolean }[] {
	return parsedNodes(roll).flatMap(({ path, root }) =>
		everyElement(root)
			.filter(({ name }) => name === 'var')
			.map(({ attributes }) => ({
				path,
				name: attributes['name'] ?? '',
				assigns: 'val' in attributes || 'ref' in attributes,
			})),
	);
}

function unassigned(roll: Roll) {
	const all = variables(roll);
	const assigned = new Set(all.filter(({ assigns }) => assigns).map(({ name }) => name));
	return all.filter(({ assigns, name }) => !assigns && !assigned.has(name));
}

function unknownVariables(roll: Roll): readonly string[] {
	const { attributes } = hostView('5.0', roll.arch, 'frontend');
	return unassigned(roll)
		.filter(({ name }) => !(name in attributes))
		.map(({ path, name }) => `${path}: no host has the variable ${name}`);
}

function deadVariables(roll: Roll): readonly string[] {
	return unassigned(roll).map(({ path, name }) => `${path}: <var name="${name}"/> is empty in Rocks ${roll.rocks}`);
}

function unknownEntities(roll: Roll): readonly string[] {
	const { attributes } = hostView(roll.rocks, roll.arch, 'frontend');
	return both(roll).flatMap(({ path, text }) =>
		entitiesOf(text)
			.filter((name) => !(name in attributes))
			.map((name) => `${path}: no host has the attribute ${name}`),
	);
}
