import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { buildTimeOf } from '../../iso/build-time.ts';
import { run } from '../../src/common/run.ts';

afterEach(() => vi.unstubAllEnvs());
const top = `${import.meta.dirname}/../..`;

describe('the time that a roll bears', () => {
	it('is that of the commit', async () => {
		vi.stubEnv('SOURCE_DATE_EPOCH', undefined);
		const { stdout } = await run('git', ['-c', 'safe.directory=*', '-C', top, 'show', '-s', '--format=%ct', 'HEAD']);
		expect(await buildTimeOf(top)).toBe(Number(stdout));
	});

	it('is the one that is asked for', async () => {
		vi.stubEnv('SOURCE_DATE_EPOCH', '1214870400');
		expect(await buildTimeOf(top)).toBe(1_214_870_400);
	});

	it.each(['yesterday', '-1', '1e9', '1214870400.5'])('is no word such as "%s"', async (wanted) => {
		vi.stubEnv('SOURCE_DATE_EPOCH', wanted);
		await expect(buildTimeOf(top)).rejects.toThrow(`SOURCE_DATE_EPOCH is "${wanted}"`);
	});

	it('has to be told where there is no commit', async () => {
		vi.stubEnv('SOURCE_DATE_EPOCH', undefined);
		const directory = mkdtempSync(`${tmpdir()}/euca-no-clone-`);
		try {
			await expect(buildTimeOf(directory)).rejects.toMatchObject({
				code: 'NO_COMMIT',
				next: expect.stringContaining('date +%s'),
			});
		} finally {
			rmSync(directory, { recursive: true });
		}
	});
});
