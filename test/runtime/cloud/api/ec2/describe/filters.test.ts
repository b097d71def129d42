import { describe, expect, it } from 'vitest';
import {
	applyFilters,
	type Filters,
	matchNothing,
} from '../../../../../../src/runtime/cloud/api/ec2/describe/filters.ts';

const filters: Filters<string> = { text: (text) => text, letters: (text) => [...text] };
const things = ['apple', 'banana', 'a*b', 'ä€😀'];
const ask = (name: string, ...values: string[]) => applyFilters(things, [{ name, values }], filters);

describe('filters', () => {
	it.each([
		['apple', ['apple']],
		['APPLE', []],
		['*', things],
		['*an*', ['banana']],
		['b*a', ['banana']],
		['?pple', ['apple']],
		['a\\*b', ['a*b']],
		['a*b', ['a*b']],
		['ä??', ['ä€😀']],
		['', []],
		['*?*?*?*?*?*', ['apple', 'banana']],
	])('match with wildcards: %s', (pattern, found) => {
		expect(ask('text', pattern)).toEqual(found);
	});

	it('match if one of their values, and one of the values of the thing, does', () => {
		expect(ask('text', 'apple', 'ban*')).toEqual(['apple', 'banana']);
		expect(ask('letters', 'n')).toEqual(['banana']);
		expect(ask('text')).toEqual([]);
	});

	it('must all match', () => {
		const both = [
			{ name: 'text', values: ['*a*'] },
			{ name: 'letters', values: ['l'] },
		];
		expect(applyFilters(things, both, filters)).toEqual(['apple']);
	});

	it('of tags are known and match nothing, as nothing has a tag', () => {
		expect(ask('tag:Name', '*')).toEqual([]);
		expect(ask('tag-key', 'Name')).toEqual([]);
	});

	it('find ids in any case', () => {
		const ids: Filters<string> = { 'instance-id': (id) => id };
		const asked = [{ name: 'instance-id', values: ['I-00abcdef'] }];
		expect(applyFilters(['i-00ABCDEF', 'i-00ABCDE0'], asked, ids)).toEqual(['i-00ABCDEF']);
	});

	it('of EC2 for what nothing here has match nothing, whole families of them by how they begin', () => {
		const known: Filters<string> = { 'a.b': (text) => text, ...matchNothing('a.*', 'c') };
		const found = (name: string) => applyFilters(['x'], [{ name, values: ['*'] }], known);
		expect(['a.b', 'a.c', 'a.b.c', 'c'].map(found)).toEqual([['x'], [], [], []]);
		expect(() => found('a')).toThrow('There are the filters');
		expect(() => found('cc')).toThrow('There are the filters');
	});

	it.each(['color', 'toString', '__proto__', 'tag:', ''])('that do not exist are refused: "%s"', (name) => {
		expect(() => ask(name, 'x')).toThrow('There are the filters text, letters');
	});

	it('take no time over patterns made to take it', () => {
		const pattern = `${'*a'.repeat(500)}b`;
		const before = process.threadCpuUsage();
		applyFilters(['a'.repeat(2000)], [{ name: 'text', values: [pattern] }], filters);
		// a twentieth of a second of this thread's own time, whatever else the machine does
		expect(process.threadCpuUsage(before).user).toBeLessThan(5_000_000);
	});
});
