import { expect, test } from 'vitest';
import type { GeneratedFile } from '../../generators/file.ts';
import { generate } from '../../generators/index.ts';
import { hostsOf } from '../../src/site/hosts.ts';
import { singleMachine, twoClusters } from './sites.ts';

// A change of these files is a change of every installation: it belongs in the same commit, and in CHANGELOG.md.
test.each(hostsOf(singleMachine))('a single machine gets these files: %s', async (host) => {
	await expect(listing(generate(singleMachine, host))).toMatchFileSnapshot(`golden/single-machine/${host}.txt`);
});

test.each(hostsOf(twoClusters))('two clusters with three nodes get these files: %s', async (host) => {
	await expect(listing(generate(twoClusters, host))).toMatchFileSnapshot(`golden/two-clusters/${host}.txt`);
});

test('a host that the site does not name gets nothing', () => {
	expect(generate(singleMachine, 'stranger')).toEqual([]);
});

test('the same site gives the same files, each path once', () => {
	for (const host of hostsOf(twoClusters)) {
		const files = generate(twoClusters, host);
		expect(generate(twoClusters, host)).toEqual(files);
		expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
	}
});

/** The long script is the same everywhere but for four paths: its first lines are enough here. */
function listing(files: readonly GeneratedFile[]): string {
	return files
		.map((file) => {
			if (file.kind === 'link') {
				return `link ${file.path} -> ${file.target}\n`;
			}

			const head = `${file.kind} ${file.path} ${file.mode.toString(8)}\n`;
			return file.kind === 'directory' ? head : `${head}${indented(file)}`;
		})
		.join('');
}

function indented({ path, content }: { readonly path: string; readonly content: string }): string {
	const lines = content.trimEnd().split('\n');
	const shown = path.endsWith('init.d/eucalyptus') ? lines.slice(0, 30) : lines;
	return shown.map((line) => `${`    ${line}`.trimEnd()}\n`).join('');
}
