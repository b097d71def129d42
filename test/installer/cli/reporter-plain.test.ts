import { expect, onTestFinished, test, vi } from 'vitest';
import { plainReporter } from '../../../src/installer/cli/reporter-plain.ts';
import { message } from '../../../src/installer/messages.ts';

function said() {
	const lines: string[] = [];
	const { signal } = new AbortController();
	const say = (line: string) => void lines.push(line);
	return { lines, reporter: plainReporter({ out: say, err: say, isTerminal: false, signal }) };
}

const HOSTS = Array.from({ length: 64 }, (_, index) => `node${String(index + 1).padStart(3, '0')}`);
const difference = (host: string, level: string) =>
	message('DIFFERENCE', { path: '/etc/c', diff: `--- /etc/c on ${host}\n+++ /etc/c\n+LOGLEVEL="${level}"` }, host);

test('the same plan for many hosts is said once, with one difference', async () => {
	const { lines, reporter } = said();
	reporter.notify(message('PHASE_STARTED', { phase: 'files', title: 'Files' }));
	for (const host of HOSTS) {
		reporter.notify(message('CHANGE_PLANNED', { sentence: 'write file /etc/c' }, host));
		reporter.notify(difference(host, host === 'node007' ? 'WARN' : 'INFO'));
	}

	reporter.notify(message('PLAN_RESULT', { changes: 64, hosts: 64 }));
	expect(lines).toEqual([
		'== Files',
		'   node[001-064]: would write file /etc/c',
		'   node[001-006,008-064]: difference of /etc/c\n      --- /etc/c\n      +++ /etc/c\n      +LOGLEVEL="INFO"',
		'   node007: difference of /etc/c\n      --- /etc/c on node007\n      +++ /etc/c\n      +LOGLEVEL="WARN"',
		'64 changes pending on 64 hosts',
	]);
});

test('an error waits for nobody, and comes after what was said before it', () => {
	const { lines, reporter } = said();
	reporter.notify(message('CHANGE_DONE', { sentence: 'write file /etc/c' }, 'node1'));
	reporter.notify(message('HOST_FAILED', { problem: 'it burns' }, 'node2'));
	expect(lines).toEqual(['   node1: write file /etc/c', '   node2: ERROR: it burns']);
});

test('the name of the host stands once, though the error names it too', () => {
	const { lines, reporter } = said();
	reporter.notify(message('HOST_FAILED', { problem: 'node2: cannot connect\n  what to do: see' }, 'node2'));
	expect(lines).toEqual(['   node2: ERROR: cannot connect\n        what to do: see']);
});

test('a phase that is left out is a heading like those that are not', () => {
	const { lines, reporter } = said();
	reporter.notify(message('PHASE_SKIPPED', { phase: 'shared', title: 'Shared directory', why: 'the site has none' }));
	expect(lines).toEqual(['== Shared directory: skipped, the site has none']);
});

test('hosts stand in one order, whichever answered first', async () => {
	const { lines, reporter } = said();
	for (const host of ['node10', 'node9', 'head', 'node11', 'a1']) {
		reporter.notify(message('CHANGE_PLANNED', { sentence: 'write' }, host));
	}

	await reporter.close?.();
	expect(lines).toEqual(['   a1, head, node[9-11]: would write']);
});

test('what the first host gets stands together, then what others get besides, however they answered in turn', async () => {
	const { lines, reporter } = said();
	for (const [host, sentence] of [
		['head', 'make a'],
		['n1', 'make a'],
		['n1', 'make node'],
		['n2', 'make a'],
		['head', 'make b'],
		['n2', 'make node'],
	] as const) {
		reporter.notify(message('CHANGE_PLANNED', { sentence }, host));
	}

	await reporter.close?.();
	expect(lines).toEqual(['   head, n[1-2]: would make a', '   head: would make b', '   n[1-2]: would make node']);
});

test('a long phase goes on being told, and what is left is told at the end', async () => {
	vi.useFakeTimers();
	onTestFinished(() => void vi.useRealTimers());
	const { lines, reporter } = said();
	for (const host of ['a1', 'a2', 'a3', 'a4']) {
		reporter.notify(message('CHANGE_DONE', { sentence: 'bring programs' }, host));
		vi.advanceTimersByTime(1100);
	}

	expect(lines).toEqual(['   a[1-3]: bring programs']);
	await reporter.close?.();
	expect(lines.at(-1)).toBe('   a4: bring programs');
});
