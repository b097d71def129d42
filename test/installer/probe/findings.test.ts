import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMPARISONS } from '../../../src/installer/probe/across/index.ts';
import { hostFactsSchema } from '../../../src/installer/probe/facts.ts';
import { FINDINGS } from '../../../src/installer/probe/findings.ts';
import { findingsPage } from '../../../src/installer/probe/findings-page.ts';
import { PROBE_NAMES } from '../../../src/installer/probe/index.ts';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'src/installer/probe');

test('the page of findings is what the table says', async () => {
	expect(await readFile(join(root, 'docs/reference/findings.md'), 'utf8')).toBe(findingsPage());
});

test('every file that defines a probe is in the list, and the list names no other', async () => {
	const files = (await readdir(folder)).filter((name) => name.endsWith('.ts'));
	const defining: string[] = [];
	for (const name of files) {
		if (/^export const \w+ = defineProbe\(/m.test(await readFile(join(folder, name), 'utf8'))) {
			defining.push(name.replace(/\.ts$/, ''));
		}
	}

	expect([...PROBE_NAMES].sort()).toEqual(defining.sort());
	expect(Object.keys(hostFactsSchema.shape).sort()).toEqual([...PROBE_NAMES].sort());
});

test('every file that compares hosts is in the list, and the list names no other', async () => {
	const files = (await readdir(join(folder, 'across'))).filter((name) => name.endsWith('.ts'));
	const defining: string[] = [];
	for (const name of files) {
		const [, defined] =
			/^export const (\w+): Comparison = /m.exec(await readFile(join(folder, 'across', name), 'utf8')) ?? [];
		defining.push(...(defined === undefined ? [] : [defined]));
	}

	expect(Object.keys(COMPARISONS).sort()).toEqual(defining.sort());
});

test('every finding of the table is made somewhere', async () => {
	const files = (await readdir(folder, { recursive: true })).filter(
		(name) => /\.ts$/.test(name) && !/^findings/.test(name),
	);
	const sources = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
	const made = new Set(sources.join('\n').match(/'[A-Z][A-Z_]+'/g));
	expect(Object.keys(FINDINGS).filter((id) => !made.has(`'${id}'`))).toEqual([]);
});
