import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/common/run.ts';

let out: string;
beforeAll(() => {
	out = join(mkdtempSync(join(tmpdir(), 'euca-make-roll-')), 'out');
});
afterAll(() => rmSync(join(out, '..'), { recursive: true }));

const makeRoll = (...words: readonly string[]) =>
	run(process.execPath, [join(import.meta.dirname, '../../iso/make-roll.ts'), '--out', out, ...words], {
		okCodes: [1],
	});

describe('what make roll cannot build is said before anything is built', () => {
	it.each([
		[['--rocks', '6.1'], 'there is no roll for Rocks 6.1', '5.0, 6.2, 7.0'],
		[['--rocks', '6.2', '--rocks', '6.3'], 'there is no roll for Rocks 6.3', '5.0, 6.2, 7.0'],
		[['--rocks', '7.0', '--arch', 'i386'], 'Rocks 7.0 does not run on i386', 'x86_64'],
		[['--arch', 'ppc'], 'Rocks 5.0 does not run on ppc', 'x86_64, i386'],
		[['--release', '1-2'], '"1-2" cannot be the release of a package', 'RELEASE=2'],
	])('%j', async (words, problem, next) => {
		const { stderr } = await makeRoll(...words);
		expect(stderr).toContain(`the roll could not be built: ${problem}`);
		expect(stderr).toMatch(new RegExp(`what to do: .*${next}`));
		expect(existsSync(out)).toBe(false);
	});
});
