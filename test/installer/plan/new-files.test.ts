import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { newFile } from '../../../src/installer/plan/new-files.ts';

const conf = (host: string) =>
	`${Array.from({ length: 40 }, (_, line) => `KEY${line}="value"`).join('\n')}\nHOST_NAMES="${host}"\nLAST="x"\n`;

test('a new file is shown from beginning to end, as patch would make it', () => {
	const directory = mkdtempSync(join(tmpdir(), 'euca-new-'));
	onTestFinished(() => rmSync(directory, { recursive: true }));
	const { text, kind } = newFile('/etc/c', conf('n1'), 'n1', new Map());
	expect(kind).toBe('new');
	expect(text).toMatch(/^--- \/dev\/null\n\+\+\+ \/etc\/c\n@@ -0,0 \+1,42 @@\n\+KEY0="value"\n/);
	const file = join(directory, 'made');
	execFileSync('patch', ['-s', '-p0', file], { input: `${text}\n` });
	expect(readFileSync(file, 'utf8')).toBe(conf('n1'));
});

test('of sixty-four hosts that get almost the same, one is shown it, and of the others what differs', () => {
	const shown = new Map();
	const texts = Array.from({ length: 64 }, (_, index) => newFile('/etc/c', conf(`n${index}`), `n${index}`, shown).text);
	expect(texts[0]).toContain('/dev/null');
	expect(texts[63]).toBe('--- /etc/c as on n0\n+++ /etc/c\n@@ -41,1 +41,1 @@\n-HOST_NAMES="n0"\n+HOST_NAMES="n63"');
});

test('hosts that get the very same are given one text, and what is of another sort is shown in full', () => {
	const shown = new Map();
	const first = newFile('/etc/c', conf('n1'), 'n1', shown);
	expect(newFile('/etc/c', conf('n1'), 'n2', shown)).toBe(first);
	const other = Array.from({ length: 30 }, (_, line) => `other ${line}\n`).join('');
	expect(newFile('/etc/c', other, 'n3', shown).text).toContain('--- /dev/null');
	expect(newFile('/etc/c', `${other}one more\n`, 'n4', shown).text).toContain('--- /etc/c as on n3');
	expect(newFile('/etc/d', conf('n1'), 'n5', shown).text).toContain('--- /dev/null');
});
