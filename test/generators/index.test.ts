import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GENERATORS } from '../../generators/index.ts';

const top = join(import.meta.dirname, '../..');
/** What the folder holds besides one generator per file. keys.ts is not pure and writes by itself. */
const NOT_GENERATORS = ['file', 'index', 'keys'];

test('the list of generators is what the folder holds', () => {
	const files = readdirSync(join(top, 'generators')).map((name) => name.replace(/\.ts$/, ''));
	expect(Object.keys(GENERATORS).sort()).toEqual(files.filter((name) => !NOT_GENERATORS.includes(name)).sort());
});

test.each(['config', 'hypervisor'])('templates/%s: every value names the syntax that it goes into', (folder) => {
	const bare: string[] = [];
	for (const name of readdirSync(join(top, 'templates', folder))) {
		const text = readFileSync(join(top, 'templates', folder, name), 'utf8');
		for (const [tag, inner = ''] of text.matchAll(/\{\{\{?(.*?)\}?\}\}/g)) {
			if (!/^([#/^!]|else\b|~?(shq|xml|apache|raw)\s)/.test(inner.trim()) || tag.startsWith('{{{')) {
				bare.push(`${name}: ${tag}`);
			}
		}
	}

	expect(bare).toEqual([]);
});
