import fc from 'fast-check';
import { xmlAttribute, xmlText } from '../../../../src/runtime/wire/xml/escape.ts';

/** Documents that are hard to bring into canonical form; always well-formed, prefixes always bound. */

const PREFIXES = ['', 'a', 'b', 'c', 'ns0'] as const;
/** Without `&`: both oracles forget to escape it in namespace names. */
const URIS = ['urn:one', 'urn:two', 'http://x/?a=1;b=2#c', 'urn:%C3%A9'] as const;
const NAMES = ['item', 'Value', 'x-1', 'é', 'z.z'] as const;

interface Seed {
	readonly prefix: number;
	readonly local: number;
	readonly declares: readonly (readonly [prefix: number, uri: number])[];
	readonly attributes: readonly (readonly [prefix: number, local: number, value: string])[];
	readonly children: readonly (Seed | string)[];
	readonly cdata: boolean;
	readonly language: boolean;
}

const text = fc.oneof(
	fc.string({ maxLength: 6 }),
	fc.string({ unit: fc.constantFrom('\t', '\r', '\n', '<', '>', '&', '"', "'", ' ', '\u{1f600}', 'é'), maxLength: 6 }),
);
const index = (of: readonly unknown[]) => fc.nat(of.length - 1);

/** Seeds of element trees. */
export const trees: fc.Arbitrary<Seed> = fc.letrec<{ tree: Seed }>((tie) => ({
	tree: fc.record({
		prefix: index(PREFIXES),
		local: index(NAMES),
		// One more than there are URIs: the default namespace undeclared.
		declares: fc.array(fc.tuple(index(PREFIXES), fc.nat(URIS.length)), { maxLength: 3 }),
		attributes: fc.array(fc.tuple(index(PREFIXES), index(NAMES), text), { maxLength: 4 }),
		children: fc.array(fc.oneof({ depthSize: 'small', maxDepth: 4 }, text, tie('tree')), { maxLength: 4 }),
		cdata: fc.boolean(),
		language: fc.boolean(),
	}),
})).tree;

type Scope = Readonly<Record<string, string>>;

/** The seed as a document part in a place where these prefixes are bound. */
export function documentOf(seed: Seed, scope: Scope, extra = ''): string {
	const declared = new Map<string, string>();
	for (const [prefix, uri] of seed.declares) {
		const name = PREFIXES[prefix] ?? '';
		const value = URIS[uri] ?? (name === '' ? '' : URIS[0]);
		declared.set(name, value);
	}

	const inside = { ...scope, ...Object.fromEntries(declared) };
	const bound = (prefix: number) => {
		const name = PREFIXES[prefix] ?? '';
		return name === '' || inside[name] !== undefined ? name : '';
	};
	const prefix = bound(seed.prefix);
	const local = NAMES[seed.local] ?? 'item';
	const attributes = new Map<string, string>();
	for (const [attributePrefix, name, value] of seed.attributes) {
		const attribute = bound(attributePrefix);
		const key = attribute === '' ? (NAMES[name] ?? 'x') : `${attribute}:${NAMES[name]}`;
		const expanded = `${attribute === '' ? '' : inside[attribute]} ${NAMES[name]}`;
		if (![...attributes.keys()].some((known) => expandedName(known, inside) === expanded)) {
			attributes.set(key, value);
		}
	}

	const name = prefix === '' ? local : `${prefix}:${local}`;
	const parts = [
		...[...declared].map(([each, uri]) => `${each === '' ? 'xmlns' : `xmlns:${each}`}="${xmlAttribute(uri)}"`),
		...[...attributes].map(([key, value]) => `${key}="${xmlAttribute(printable(value))}"`),
		...(seed.language ? ['xml:lang="en"'] : []),
		extra,
	].filter((part) => part !== '');
	const children = seed.children.map((child) =>
		typeof child === 'string' ? written(printable(child), seed.cdata) : documentOf(child, inside),
	);
	return `<${name}${parts.map((part) => `  ${part}`).join('')}${children.length === 0 ? '/>' : `>${children.join('')}</${name}>`}`;
}

function expandedName(key: string, scope: Scope): string {
	const [prefix = '', local] = key.includes(':') ? key.split(':') : ['', key];
	return `${prefix === '' ? '' : scope[prefix]} ${local}`;
}

function written(value: string, cdata: boolean): string {
	return cdata && !value.includes(']]>') && !value.includes('\r') ? `<![CDATA[${value}]]>` : xmlText(value);
}

function printable(value: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that XML forbids
	return value.toWellFormed().replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '?');
}
