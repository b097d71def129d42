import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const source = (name: string) => join(import.meta.dirname, '../../src/common', name);

/** A program that runs a script of a shell, which is its child as all are that the installer runs here. */
function ended(script: string) {
	const program = `
		import { abortedBySignals } from '${source('aborted-by-signals.ts')}';
		import { run } from '${source('run.ts')}';
		const { signal } = abortedBySignals();
		await run('sh', ['-c', process.argv[1]]);
		console.log(signal.reason?.message);`;
	const { status, signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', program, script], {
		encoding: 'utf8',
	});
	return { status, signal, stdout };
}

test.each(['INT', 'TERM'])(
	'SIG%s aborts, and what was begun comes to its end, a program that runs among it',
	(name) => {
		const expected = { status: 0, signal: null, stdout: `ended by SIG${name}\n` };
		expect(ended(`kill -${name} $PPID; sleep 0.3`)).toEqual(expected);
	},
);

test('a second one ends the program at once', () => {
	const script = 'kill -INT $PPID; sleep 0.3; kill -INT $PPID; exec sleep 20 >/dev/null 2>&1';
	expect(ended(script)).toEqual({ status: null, signal: 'SIGINT', stdout: '' });
});
