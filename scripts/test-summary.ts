import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

// Adds up vitest's reports and the steps that failed without one; the last line is read by CI.
const report = z.object({
	numPassedTests: z.number(),
	numFailedTests: z.number(),
	numPendingTests: z.number(),
	success: z.boolean(),
});
const [directory = '.', ...failedSteps] = process.argv.slice(2);
const reports = readdirSync(directory).map((name) =>
	report.parse(JSON.parse(readFileSync(join(directory, name), 'utf8'))),
);
const sum = (key: 'numPassedTests' | 'numFailedTests' | 'numPendingTests') =>
	reports.reduce((total, each) => total + each[key], 0);
// A step that broke outside a test (a type error, a suite that could not be loaded) counts as one failure.
const failed = Math.max(sum('numFailedTests'), failedSteps.length);
const skipped = sum('numPendingTests');
console.log(`${sum('numPassedTests')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || sum('numPassedTests') === 0 ? 1 : 0;
