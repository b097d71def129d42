import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as z from 'zod';

// Adds up vitest's reports and the steps that failed without one; the last line is read by CI.
const report = z.object({
	numPassedTests: z.number(),
	numFailedTests: z.number(),
	numPendingTests: z.number(),
	success: z.boolean(),
	testResults: z.array(
		z.object({
			name: z.string(),
			status: z.string(),
			assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
		}),
	),
});
const [directory = '.', ...failedSteps] = process.argv.slice(2);
const reports = readdirSync(directory).map((name) =>
	report.parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))),
);
const sum = (key: 'numPassedTests' | 'numFailedTests' | 'numPendingTests') =>
	reports.reduce((total, each) => total + each[key], 0);
// The end of a long log is what people see first: it names what failed.
for (const { name, status, assertionResults } of reports.flatMap(({ testResults }) => testResults)) {
	const failures = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => `: ${fullName}`);
	for (const failure of failures.length > 0 || status !== 'failed' ? failures : [' could not be run']) {
		console.log(`failed: ${relative('.', name)}${failure}`);
	}
}

// A step that broke outside a test (a type error, a suite that could not be loaded) counts as one failure.
const failed = Math.max(sum('numFailedTests'), failedSteps.length);
const skipped = sum('numPendingTests');
console.log(`${sum('numPassedTests')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || sum('numPassedTests') === 0 ? 1 : 0;
