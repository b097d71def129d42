import { canonicalId } from '../../../../../common/ids.ts';
import type { Tag } from '../../../engine/tags.ts';
import { ec2Errors } from '../errors.ts';
import { list, type Parameter, required, structureList } from '../schema/parameters.ts';
import { text } from '../schema/scalars.ts';

/**
 * The filters of one Describe action: what each compares of a thing. No value: the filter never matches. A name that ends
 * in `.*` stands for all that begin so.
 */
export type Filters<T> = Readonly<Record<string, (thing: T) => string | readonly string[] | undefined>>;

function nothing(): undefined {}

/** Filters of EC2 for what nothing here has: they are understood, and match nothing. */
export function matchNothing(...names: readonly string[]): Filters<unknown> {
	return Object.fromEntries(names.map((name) => [name, nothing]));
}

export interface Filter {
	readonly name: string;
	/** With `*` and `?`; one of them must match. */
	readonly values: readonly string[];
}

/** `Filter.N.Name` and `Filter.N.Value.M` */
export function filterParameter(filters: Filters<never>): Parameter<readonly Filter[]> {
	const inWords = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
	const others = Object.keys(filters).filter((name) => filters[name] === nothing);
	const note = inWords(namesOf(filters)) + (others.length === 0 ? '' : `; match nothing: ${inWords(others)}`);
	return structureList('Filter', filterMembers, { ...filterPlace, note });
}

/** Those that can match. */
function namesOf(filters: Filters<never>): readonly string[] {
	return Object.keys(filters).filter((name) => filters[name] !== nothing);
}

const filterMembers = {
	name: required('Name', text),
	values: list('Value', text, { soap: 'valueSet/item/value' }),
};
const filterPlace = { soap: 'filterSet/item', since: '2010-08-31' } as const;

/** For a list that is always empty. */
export const anyFilterParameter = structureList('Filter', filterMembers, { ...filterPlace, note: 'any name' });

type TagsOf<T> = (thing: T) => readonly Tag[];

/** The things that pass every filter. Throws PARAMETER_VALUE for a filter that does not exist. */
export function applyFilters<T>(
	things: readonly T[],
	asked: readonly Filter[],
	filters: Filters<T>,
	tagsOf: TagsOf<T> = () => [],
): readonly T[] {
	return asked.reduce<readonly T[]>((left, { name, values }) => {
		const patterns = values.map((value) => pattern(isId(name, value) ? canonicalId(value) : value));
		const read = valueFunction(name, filters, tagsOf);
		return left.filter((thing) => {
			const value = read(thing);
			const candidates = value === undefined ? [] : typeof value === 'string' ? [value] : value;
			return candidates.some((candidate) => patterns.some((matches) => matches(candidate)));
		});
	}, things);
}

/** Ids are found in any case; those of key pairs have small digits. */
function isId(name: string, value: string): boolean {
	return name.endsWith('-id') && /^(i|r|emi|eki|eri|sg)-[0-9a-f]{8}$/i.test(value);
}

function valueFunction<T>(name: string, filters: Filters<T>, tagsOf: TagsOf<T>): Filters<T>[string] {
	const found = filters[nameAmong(filters, name) ?? ''];
	if (found !== undefined) {
		return found;
	}

	if (/^tag:./.test(name)) {
		const key = name.slice('tag:'.length);
		return (thing) => tagsOf(thing).find((tag) => tag.key === key)?.value;
	}

	if (name === 'tag-key' || name === 'tag-value') {
		return (thing) => tagsOf(thing).map(({ key, value }) => (name === 'tag-key' ? key : value));
	}

	throw ec2Errors('PARAMETER_VALUE', {
		value: name.slice(0, 255),
		name: 'Filter.Name',
		problem: `There are the filters ${namesOf(filters).join(', ')}`,
	});
}

function nameAmong(filters: Filters<never>, name: string): string | undefined {
	return Object.hasOwn(filters, name)
		? name
		: Object.keys(filters).find((each) => each.endsWith('.*') && name.startsWith(each.slice(0, -'*'.length)));
}

/** `*` any text, `?` any character, `\` takes their meaning away. In time linear in text × pattern, whatever is asked. */
function pattern(source: string): (text: string) => boolean {
	const tokens = [...source.matchAll(/\\([*?\\])|([*?])|(.)/gsu)].map(([, escaped, wild, plain]) =>
		wild === undefined ? { literal: escaped ?? plain ?? '' } : { wild },
	);
	if (tokens.every((token) => 'literal' in token)) {
		const literal = tokens.map((token) => token.literal).join('');
		return (text) => text === literal;
	}

	return (text) => {
		const characters = [...text];
		let at = 0;
		let token = 0;
		let star = -1;
		let retry = 0;
		while (at < characters.length) {
			const expected = tokens[token];
			if (expected !== undefined && 'wild' in expected && expected.wild === '*') {
				star = token++;
				retry = at;
			} else if (expected !== undefined && ('wild' in expected || expected.literal === characters[at])) {
				token++;
				at++;
			} else if (star >= 0) {
				token = star + 1;
				at = ++retry;
			} else {
				return false;
			}
		}

		return tokens.slice(token).every((rest) => 'wild' in rest && rest.wild === '*');
	};
}
