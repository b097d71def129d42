import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSite, parseSite } from '../../src/site/load.ts';
import { mergeSite } from '../../src/site/merge.ts';
import { printSite, saveSite } from '../../src/site/save.ts';
import { singleMachine, twoClusters } from '../generators/sites.ts';

let dir = '';
beforeAll(() => {
	dir = mkdtempSync(join(tmpdir(), 'site-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const MINIMAL = 'version: 1\ncloud: {host: front}\nclusters:\n  - {name: one, host: front, nodes: [n1]}\n';
const parse = (text: string) => parseSite(text, 'site.yaml');

test.each([
	['a single machine', singleMachine],
	['two clusters', twoClusters],
])('what is saved is loaded again: %s', async (_, site) => {
	const path = join(dir, 'new', 'site.yaml');
	await saveSite(path, site);
	expect(await loadSite(path)).toEqual(site);
	expect(readFileSync(path, 'utf8')).toMatch(/^# The site: /);
	expect(printSite(await loadSite(path))).toBe(printSite(site));
});

test('a few lines are enough, and partial defaults of nodes keep the others', () => {
	const site = parse(`${MINIMAL}nodeDefaults: {bridge: br0}\nssh: {port: 2222}\n`);
	expect(site.nodeDefaults).toEqual({
		bridge: 'br0',
		interface: 'eth0',
		instancePath: '/usr/local/eucalyptus/instances',
	});
	expect(site.ssh).toEqual({ port: 2222, legacySsh: false });
});

describe('a wrong file is refused with the key and the fix', () => {
	test.each([
		['an empty file', '', /line 1: expected a document, but the input is empty/],
		['a text', 'hello', /the file: .*expected object/],
		['a misspelt key', MINIMAL.replace('host: front}', 'host: front, prot: 1}'), /cloud\.prot: .*did you mean port\?/],
		['an unknown key', `${MINIMAL}colour: red`, /colour: is not a key here; the keys are version, eucalyptus/],
		[
			'a key in another entry',
			`${MINIMAL}hosts: {n1: {adress: 10.0.0.1}}`,
			/hosts\.n1\.adress: .*did you mean address\?/,
		],
		['a required key missing', MINIMAL.replace('host: front}', 'port: 1}'), /cloud\.host: .*this key is required/],
		['a number for a name', MINIMAL.replace('[n1]', '[7]'), /clusters\[0\]\.nodes\[0\]: .*write it in quotes: "7"/],
		['a port out of range', MINIMAL.replace('host: front}', 'host: front, port: 99999}'), /port number .*not 99999/],
		[
			'a wrong mode',
			MINIMAL.replace('[n1]', '[n1], network: {mode: VDE}'),
			/network\.mode: must have the mode SYSTEM or STATIC/,
		],
		['two faults', `${MINIMAL}logLevel: LOUD\nswapSize: -1`, /swapSize[\s\S]*logLevel|logLevel[\s\S]*swapSize/],
	])('%s', (_, text, message) => {
		expect(() => parse(text)).toThrow(message);
	});

	test('broken YAML is named with its line, a key that stands twice too', () => {
		expect(() => parse('version: 1\ncloud: {host: [}\n')).toThrow(/site\.yaml line 2: /);
		expect(() => parse('version: 1\nversion: 1\n')).toThrow(/line 2: duplicated mapping key/);
	});

	test('a missing file says how to make one, a huge one is not read as a site', async () => {
		await expect(loadSite(join(dir, 'none.yaml'))).rejects.toMatchObject({
			code: 'SITE_MISSING',
			next: expect.stringContaining('euca-setup --probe --site'),
		});
		writeFileSync(join(dir, 'huge.yaml'), Buffer.alloc(17 * 1024 * 1024, 0x20));
		await expect(loadSite(join(dir, 'huge.yaml'))).rejects.toMatchObject({ code: 'SITE_TOO_LARGE' });
	});

	test('the same mistake in ten thousand entries is told twenty times', () => {
		const nodes = Array.from({ length: 10_000 }, (_, index) => index).join(', ');
		expect(() => parse(MINIMAL.replace('[n1]', `[${nodes}]`))).toThrow(/… and 9980 more/);
	});
});

test('what a person wrote wins over what was found; null takes a found value away', () => {
	const found = { cloud: { host: 'a', port: 1 }, hosts: { n: { address: '10.0.0.1' } }, swapSize: 1, nodes: [1, 2] };
	const written = { cloud: { port: 2 }, hosts: { n: { bridge: 'br0' } }, swapSize: null, nodes: [3] };
	expect(mergeSite(found, written)).toEqual({
		cloud: { host: 'a', port: 2 },
		hosts: { n: { address: '10.0.0.1', bridge: 'br0' } },
		nodes: [3],
	});
	expect(mergeSite({ network: { mode: 'STATIC', dns: '1' } }, { network: { mode: 'SYSTEM' } })).toEqual({
		network: { mode: 'SYSTEM' },
	});
});
