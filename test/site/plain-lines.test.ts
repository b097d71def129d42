import fc from 'fast-check';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { EucaError } from '../../src/common/errors.ts';
import { siteOf, withDrained, withNode, withoutNode } from '../../src/site/edit.ts';
import { parseSite, validSite } from '../../src/site/load.ts';
import { lengthen, shorten } from '../../src/site/plain-lines.ts';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const address = (index: number) => `10.${index >> 8}.${index & 255}.7`;

/** A site of two clusters as a person would write it, with some lines that are not plain. */
function siteText(count: number, { nodes = plainNode, hosts = plainHost, indent = '  ', end = '' } = {}): string {
	return [
		'version: 1',
		'cloud: { host: frontend }',
		'clusters:',
		...['one', 'two'].flatMap((zone) => [
			`${indent}- name: ${zone}`,
			`${indent}  host: head-${zone}`,
			`${indent}  nodes:`,
			...range(count).map((index) => nodes(`${zone}${index}`, `${indent}    `, index)),
		]),
		'# all in one room',
		'hosts:',
		...range(count).map((index) => hosts(`one${index}`, indent, index)),
		`logLevel: DEBUG${end}`,
	].join('\n');
}

const plainNode = (name: string, indent: string, _index: number) => `${indent}- ${name}`;
const plainHost = (name: string, indent: string, index: number) =>
	`${indent}${name}:\n${indent}${indent}address: ${address(index)}`;

/** What the reader of all YAML says, or why it says nothing. */
const whole = (text: string) => outcome(() => validSite(load(text), 'x'));
/** As text, for the order of hosts counts as well. */
const outcome = (read: () => unknown) => {
	try {
		return JSON.stringify(read());
	} catch (error) {
		const code = error instanceof EucaError ? error.code : 'SITE_YAML';
		return error instanceof EucaError && code !== 'SITE_YAML' ? error.message : code;
	}
};
const read = (text: string) => outcome(() => parseSite(text, 'x'));

test('thousands of plain lines are taken out of the text that is read as YAML, and put in again as they were', () => {
	const text = siteText(2500);
	const short = shorten(text);
	expect(short.text.split('\n').length).toBeLessThan(40);
	expect(lengthen(short.text, short)).toBe(text);
	expect(read(text)).toBe(whole(text));
});

/** Ways to write one line of many that say the same, something else, or nothing that is allowed. */
const oddNode = (name: string, indent: string) => [
	`${indent}- "${name}"`,
	`${indent}-   ${name}`,
	`${indent}- ${name} # broken`,
	`${indent}- ${name}\n${indent}# the next rack`,
	`${indent}- ${name}\n`,
	`${indent}- ${name}\n${indent}    more`,
	`${indent}- true`,
	`${indent}- No`,
	`${indent}- 7`,
	`${indent}- 10.9.9.9`,
	`${indent}- ${name}\n${indent}- ${name}`,
	`${indent}- &n ${name}`,
	`${indent} - ${name}`,
	`${indent}- stands-for-lines-0`,
];
const oddHost = (name: string, indent: string) => [
	`${indent}${name}: {}`,
	`${indent}${name}:\n${indent}${indent}bridge: br0\n${indent}${indent}address: 10.9.9.8`,
	`${indent}${name}:\n${indent}${indent}address: 10.9.9.8\n${indent}${indent}drained: true`,
	`${indent}${name}:\n${indent}${indent}address: 10.9.9.8\n\n${indent}${indent}# less\n${indent}${indent}maxCores: 1`,
	`${indent}${name}:\n${indent}${indent}address: 10.9.9.256`,
	`${indent}${name}:\n${indent}${indent}address: 010.9.9.1`,
	`${indent}${name}:\n${indent}${indent}address: ${address(1)}`,
	`${indent}${name}:\n${indent}${indent}address: 10.9.9.8\n${indent}${name}:\n${indent}${indent}address: 10.9.9.8`,
	`${indent}stranger:\n${indent}${indent}address: 10.9.9.8`,
	`${indent}${name}:\n${indent}${indent}${indent}address: 10.9.9.8`,
	`${indent}${name}:\n${indent}${indent}adress: 10.9.9.8`,
	`${indent}<<: {}`,
];

test('whatever stands among plain lines, the site, or what is wrong with it, is that of the whole text', () => {
	const place = fc.record({ at: fc.nat(119), way: fc.nat(13) });
	const made = fc.record({
		nodes: fc.array(place, { maxLength: 2 }),
		hosts: fc.array(place, { maxLength: 2 }),
		indent: fc.constantFrom(' ', '  ', '    '),
	});
	const line =
		(plain: typeof plainHost, odd: typeof oddHost, places: readonly { at: number; way: number }[]) =>
		(name: string, indent: string, index: number) => {
			const found = places.find(({ at }) => at === index);
			return (found === undefined ? undefined : odd(name, indent)[found.way]) ?? plain(name, indent, index);
		};
	fc.assert(
		fc.property(made, ({ nodes, hosts, indent }) => {
			const text = siteText(120, {
				nodes: line(plainNode, oddNode, nodes),
				hosts: line(plainHost, oddHost, hosts),
				indent,
			});
			expect(read(text)).toBe(whole(text));
		}),
		{ numRuns: 150 },
	);
});

test.each([
	[
		'plain lines within a text of several lines',
		siteText(60).replace('frontend }', `"${range(40).map((n) => `\n   - text${n}`)}" }`),
	],
	[
		'nodes where there are none',
		siteText(60, {
			end: `\nssh:\n${range(40)
				.map((n) => `  - name${n}`)
				.join('\n')}`,
		}),
	],
	[
		'a list of nodes that goes on in braces',
		siteText(60).replace('hosts:\n', 'hosts: {\n').replace('logLevel', '}\nlogLevel'),
	],
	['line ends of Windows', siteText(60).replaceAll('\n', '\r\n')],
	['no lines after the hosts', siteText(60).replace(/\nlogLevel.*/, '')],
	['tabs', siteText(60).replaceAll('    address', '\taddress')],
	['two documents', `${siteText(60)}\n---\n${siteText(60)}`],
])('%s', (_, text) => {
	expect(read(text)).toBe(whole(text));
});

const large = { path: 'x', text: siteText(300, { indent: '    ', end: ' # for now' }) };
const afresh = ({ text }: { readonly text: string }) => siteOf({ path: 'y', text });

test('a node joins thousands by two places in the file, and the site is what the file says', () => {
	const added = withNode(large, { node: 'new', cluster: 'one', address: '10.200.0.1' });
	const lines = large.text.split('\n');
	lines.splice(lines.indexOf('        - one299') + 1, 0, '        - new');
	lines.splice(
		lines.findIndex((line) => line.startsWith('logLevel')),
		0,
		'    new:',
		'        address: 10.200.0.1',
	);
	expect(added.text).toBe(lines.join('\n'));
	expect(siteOf(added)).toEqual(afresh(added));
});

test('a node whose address another of thousands has is no site, and that is said', () => {
	const added = withNode(large, { node: 'new', cluster: 'one', address: address(250) });
	expect(() => siteOf(added)).toThrow(/10\.0\.250\.7 is that of hosts\.one250/);
});

test('a node from the midst of thousands is drained, taken back and taken out', () => {
	const drained = withDrained(large, 'one150', true);
	expect(afresh(drained).hosts['one150']).toEqual({ address: address(150), drained: true });
	expect(drained.text).toContain('logLevel: DEBUG # for now');
	expect(afresh(withDrained(drained, 'one150', false))).toEqual(afresh(large));
	const { clusters, hosts } = afresh(withoutNode(large, 'one150'));
	expect([clusters[0]?.nodes.length, Object.keys(hosts).length, hosts['one150']]).toEqual([299, 299, undefined]);
	expect(clusters[0]?.nodes).toEqual(range(300).flatMap((index) => (index === 150 ? [] : `one${index}`)));
});

test('a name that means something in a pattern is only a name', () => {
	expect(afresh(withoutNode(large, 'one1.0|(')).clusters).toEqual(afresh(large).clusters);
});
