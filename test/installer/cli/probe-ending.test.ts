import { expect, test } from 'vitest';
import { probeEnding } from '../../../src/installer/cli/probe-ending.ts';
import type { Severity } from '../../../src/installer/probe/findings/finding.ts';

const ending = (severities: readonly Severity[], more: Partial<Parameters<typeof probeEnding>[0]> = {}) =>
	probeEnding({
		site: 'site.yaml',
		wasThere: false,
		report: '/root/report.html',
		findings: severities.map((severity) => ({ id: 'NO_KVM', host: 'h', severity, found: '', why: '', fix: '' })),
		...more,
	});

test('where something is blocked it says so before it says what to do when that is put right', () => {
	expect(ending(['blocker', 'warning', 'blocker', 'info'])).toEqual([
		'site.yaml was written.',
		'/root/report.html shows it as a page.',
		'2 findings (BLOCKED above) must be put right before "euca-setup apply" can work.',
		'Then probe again with --force: the site file then has what could not be seen now.',
	]);
});

test('a site file that was there is not to be replaced for that', () => {
	expect(ending(['blocker'], { wasThere: true, report: undefined })).toEqual([
		'site.yaml was there already and stays as it is.',
		'1 finding (BLOCKED above) must be put right before "euca-setup apply" can work.',
		'Then probe again.',
	]);
});

test('warnings are counted before the next step is named', () => {
	expect(ending(['info', 'warning']).slice(-2)).toEqual([
		'Nothing stands in the way; 1 warning above is worth a look first.',
		'"euca-setup plan" shows what would be changed, "euca-setup apply" does it.',
	]);
	expect(ending(['warning', 'warning']).at(-2)).toContain('2 warnings above are worth a look');
});

test('where all is well the next step names the site file if it is not the usual one', () => {
	expect(ending(['info']).slice(-2)).toEqual([
		'Nothing stands in the way.',
		'"euca-setup plan" shows what would be changed, "euca-setup apply" does it.',
	]);
	expect(ending([], { site: 'lab.yaml' }).at(-1)).toBe(
		'"euca-setup plan --site lab.yaml" shows what would be changed, "euca-setup apply --site lab.yaml" does it.',
	);
});
