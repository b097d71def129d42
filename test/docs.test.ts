import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PAGES } from '../scripts/generate-docs.ts';

const top = join(import.meta.dirname, '..');

test.each(PAGES)('$path is what the code says (npm run docs)', async ({ path, make }) => {
	expect(readFileSync(join(top, path), 'utf8')).toBe(await make());
});

test('every page below docs/reference is generated', () => {
	const listed = PAGES.map(({ path }) => path.replace('docs/reference/', ''));
	expect(readdirSync(join(top, 'docs/reference')).sort()).toEqual(listed.sort());
});
