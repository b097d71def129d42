import { expect, test } from 'vitest';
import { pairsOf } from '../../../src/installer/plan/by-path.ts';
import {
	type Manifest,
	type ManifestEntry,
	parseManifest,
	printManifest,
} from '../../../src/installer/plan/manifest.ts';

const file = (sha256: string, part: ManifestEntry['part']): ManifestEntry => ({
	kind: 'file',
	mode: 0o644,
	sha256,
	part,
});
const manifest = (conf: string): Manifest => ({
	version: 1,
	generation: { run: 'one', time: '2026-01-01T00:00:00.000Z' },
	entries: new Map<string, ManifestEntry>([
		['/etc/default', { kind: 'directory', part: 'files' }],
		['/etc/default/eucalyptus', file(conf, 'files')],
		['/opt/cloud/conf', { kind: 'link', target: '../etc', part: 'files' }],
		['/opt/cloud', { kind: 'directory', part: 'runtime' }],
		['/opt/cloud/node "x"', file('n', 'runtime')],
		['/opt/cloud/keys/pk', file('k', 'keys')],
	]),
});
const read = (text: string) => parseManifest(text, 'node1', '/opt/cloud');
const plain = ({ entries, ...rest }: Manifest) => ({ ...rest, entries: Object.fromEntries(pairsOf(entries)) });

test('what is printed is read again, of hosts that are alike and of one that is not', () => {
	for (const conf of ['1', '2', '3', '2']) {
		expect(plain(read(printManifest(manifest(conf))))).toEqual(plain(manifest(conf)));
	}

	const { entries: _, ...none } = manifest('1');
	expect(plain(read(printManifest({ ...none, entries: new Map() })))).toEqual({ ...none, entries: {} });
});

test('it is JSON with a path a line, in a form that does not depend on the order in which paths were added', () => {
	const text = printManifest(manifest('1'));
	expect(JSON.parse(text)).toEqual(plain(manifest('1')));
	expect(text.split('\n').filter((line) => line.includes('/etc/default/eucalyptus'))).toEqual([
		'"/etc/default/eucalyptus":{"kind":"file","mode":420,"sha256":"1","part":"files"}' + ',',
	]);
	expect(printManifest({ ...manifest('1'), entries: new Map(pairsOf(manifest('1').entries).reverse()) })).toBe(text);
});

test('in any other form of JSON, as an earlier version or a person left it, it is read as well', () => {
	expect(plain(read(JSON.stringify(plain(manifest('1')), undefined, '\t')))).toEqual(plain(manifest('1')));
});

test('one that is cut off or says something unknown is damaged', () => {
	const text = printManifest(manifest('1'));
	for (const broken of [
		text.slice(0, -20),
		text.slice(0, text.indexOf('\n\n"/etc')),
		text.replace('"file"', '"fifo"'),
	]) {
		expect(() => read(broken)).toThrow(expect.objectContaining({ code: 'MANIFEST_DAMAGED' }));
	}
});
