import { expect, it } from 'vitest';
import { compareEvr } from '../../../iso/rpm/compare-evr.ts';
import { run } from '../../../src/common/run.ts';

const PAIRS = [
	['1.1-1', '1.1-1'],
	['1.1-1', '1.1-2'],
	['1.1', '1.1-2'],
	['1.2', '1.10'],
	['1:0.1', '2.0'],
	['1.1a', '1.1'],
	['1.1a', '1.1.1'],
	['1.0b', '1.0a'],
] as const;

it.each(PAIRS)('%s and %s are compared as rpm does', async (first, second) => {
	const { stdout } = await run('rpm', [
		'--eval',
		`%{lua:print(rpm.ver(${JSON.stringify(first)}) < rpm.ver(${JSON.stringify(second)}), rpm.ver(${JSON.stringify(first)}) == rpm.ver(${JSON.stringify(second)}))}`,
	]);
	const [isOlder, isSame] = stdout.trim().split(/\s+/);
	const order = isSame === 'true' ? 0 : isOlder === 'true' ? -1 : 1;
	const ours = Math.sign(compareEvr(first, second));
	// a release counts only where both name one
	expect(ours).toBe(first.includes('-') === second.includes('-') ? order : 0);
});
