import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage } from '../src/conf/reference-page.ts';
import { findingsPage } from '../src/installer/probe/findings-page.ts';
import { referencePage } from '../src/runtime/cloud/api/ec2/reference-page.ts';
import { siteJsonSchema, sitePage } from '../src/site/reference-page.ts';
import { errorsPage } from './errors-page.ts';
import { hostsPage } from './runtime/hosts.ts';

const top = join(import.meta.dirname, '..');

/** Every generated file of docs/; test/docs.test.ts keeps them equal to what is made here. */
export const PAGES: readonly { readonly path: string; readonly make: () => string | Promise<string> }[] = [
	{ path: 'docs/reference/configuration.md', make: configurationPage },
	{ path: 'docs/reference/site.md', make: sitePage },
	{ path: 'docs/reference/site.schema.json', make: siteJsonSchema },
	{ path: 'docs/reference/ec2-actions.md', make: referencePage },
	{ path: 'docs/reference/findings.md', make: findingsPage },
	{ path: 'docs/reference/hosts.md', make: hostsPage },
	{ path: 'docs/reference/errors.md', make: errorsPage },
];

if (import.meta.main) {
	for (const { path, make } of PAGES) {
		const text = await make();
		const before = readOrEmpty(join(top, path));
		writeFileSync(join(top, path), text);
		console.log(`${path}: ${text === before ? 'unchanged' : 'written'}`);
	}
}

function readOrEmpty(path: string): string {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}
