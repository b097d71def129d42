import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '../../../src/installer/plan/diff.ts';

const labels = { before: 'a', after: 'b' };

test('equal texts have no difference', () => {
	expect(unifiedDiff('one\ntwo\n', 'one\ntwo\n', labels)).toBe('');
});

test('a changed line is shown with three lines around it', () => {
	const before = '1\n2\n3\n4\n5\n6\n7\n8\n9\n';
	expect(unifiedDiff(before, before.replace('5', 'five'), labels)).toBe(
		'--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8',
	);
});

test('patch makes the one text of the other by what is shown', () => {
	const directory = mkdtempSync(join(tmpdir(), 'euca-diff-'));
	try {
		const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 12 });
		fc.assert(
			fc.property(lines, lines, (one, two) => {
				const [before, after] = [`${one.join('\n')}\n`, `${two.join('\n')}\n`];
				const diff = unifiedDiff(before, after, labels);
				const file = join(directory, 'file');
				writeFileSync(file, before);
				if (diff !== '') {
					execFileSync('patch', ['-s', '-p0', file], { input: `${diff}\n` });
				}

				expect(readFileSync(file, 'utf8')).toBe(after);
			}),
			{ numRuns: 60 },
		);
	} finally {
		rmSync(directory, { recursive: true });
	}
});
