import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { run } from '../../src/common/run.ts';

const top = resolve(import.meta.dirname, '../..');
const PROOFS = ['fstat', 'old-kernels'].map((name) => `test/scripts/runtime/${name}.test.ts`);

const reportSchema = z.object({
	success: z.boolean(),
	testResults: z.array(
		z.object({
			message: z.string(),
			assertionResults: z.array(
				z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()).default([]) }),
			),
		}),
	),
});

/**
 * Has the Node that is shipped tried under the kernels of old, up to the first thing that does not work.
 *
 * @param work an existing directory, for the report
 * @returns what does not work and how that shows; undefined if all does
 */
export async function prove(work: string): Promise<string | undefined> {
	const vitest = join(top, 'node_modules/vitest/vitest.mjs');
	const file = join(work, 'proof.json');
	const words = [vitest, 'run', '--bail=1', '--reporter=json', `--outputFile=${file}`, ...PROOFS];
	const env = { NO_COLOR: '1' };
	await run(process.execPath, words, { cwd: top, env, timeoutMs: 1_200_000, okCodes: [0, 1] });
	const { success, testResults } = reportSchema.parse(JSON.parse(await readFile(file, 'utf8')));
	if (success) {
		return undefined;
	}

	const failed = testResults
		.flatMap(({ assertionResults }) => assertionResults)
		.find(({ status }) => status === 'failed');
	const said = failed?.failureMessages[0] ?? testResults.find(({ message }) => message !== '')?.message ?? 'no word';
	return [...(failed === undefined ? [] : [failed.title]), lastWords(said)].join(': ');
}

/** What was expected comes first; of a program that failed, how it ended comes last, after a long script. */
function lastWords(said: string): string {
	const lines = said
		.replace(/\n\s+at [\s\S]*/, '')
		.trim()
		.split('\n');
	const line = said.startsWith('AssertionError') ? lines[0] : lines.at(-1);
	return (line ?? '').slice(-400);
}
