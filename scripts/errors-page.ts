import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ErrorSpec } from '../src/common/errors.ts';

const top = join(import.meta.dirname, '..');
const WHO = { user: 'the user who asked', operator: 'the operator of the cloud', us: 'us: please report it' } as const;

/** docs/reference/errors.md, made from every error catalogue of the source: code, text, who must act, what to do. */
export async function errorsPage(): Promise<string> {
	const catalogues = await allCatalogues();
	const sections = catalogues.map(
		({ file, specs }) =>
			`## ${areaOf(file)}\n\n| code | text | who acts | what to do |\n|---|---|---|---|\n${Object.entries(specs)
				.map(([code, { text, who, next }]) => `| \`${code}\` | ${cell(text)} | ${WHO[who]} | ${cell(next ?? '')} |\n`)
				.join('')}`,
	);
	return `# Errors

Generated from the catalogues in the source; a test keeps this page equal to them. Words in braces are filled in.

${sections.join('\n')}`;
}

interface Catalogue {
	readonly file: string;
	readonly specs: Readonly<Record<string, ErrorSpec>>;
}

/** Found by what they are, not by a list: nobody can forget one. */
async function allCatalogues(): Promise<readonly Catalogue[]> {
	const files = globSync(['src/**/*.ts', 'generators/*.ts', 'scripts/**/*.ts', 'iso/**/*.ts'], { cwd: top }).sort();
	const found: Catalogue[] = [];
	for (const file of files.filter((name) => readFileSync(join(top, name), 'utf8').includes('= errorCatalogue('))) {
		const module: Readonly<Record<string, unknown>> = await import(join(top, file));
		for (const value of Object.values(module)) {
			if (isCatalogue(value)) {
				found.push({ file, specs: value.specs });
			}
		}
	}

	return found;
}

function isCatalogue(value: unknown): value is { readonly specs: Readonly<Record<string, ErrorSpec>> } {
	return typeof value === 'function' && 'specs' in value;
}

function areaOf(file: string): string {
	return file
		.replace(/^src\//, '')
		.replace(/\.ts$/, '')
		.replace(/\/errors$/, '')
		.replaceAll('/', ' / ');
}

function cell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
