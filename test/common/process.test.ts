import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const program = join(import.meta.dirname, 'fixtures/euca-daemon.ts');
let directory = '';
let pidFile = '';
let children: ChildProcess[] = [];

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'daemon-'));
	pidFile = join(directory, 'run', 'euca-test.pid');
	children = [];
});

afterEach(() => {
	for (const child of children) {
		child.kill('SIGKILL');
	}

	rmSync(directory, { recursive: true, force: true });
});

test('it holds a pid file while it runs, closes on SIGTERM and ends with status 0', async () => {
	const daemon = start();
	await daemon.says('started');
	expect(readFileSync(pidFile, 'utf8')).toBe(`${daemon.child.pid}\n`);
	daemon.child.kill('SIGTERM');
	expect(await daemon.ended).toBe(0);
	expect(daemon.output()).toBe('started\nclosed\n');
	expect(existsSync(pidFile)).toBe(false);
});

test('a second start is refused with status 2 and leaves the first alone', async () => {
	const first = start();
	await first.says('started');
	const second = start();
	expect(await second.ended).toBe(2);
	expect(second.errors()).toContain(`already runs here as process ${first.child.pid}`);
	expect(readFileSync(pidFile, 'utf8')).toBe(`${first.child.pid}\n`);
});

test('a pid file left by a killed process, or by a stranger with its number, does not stop the start', async () => {
	const first = start();
	await first.says('started');
	first.child.kill('SIGKILL');
	await first.ended;
	expect(existsSync(pidFile)).toBe(true);
	const second = start();
	await second.says('started');
	second.child.kill('SIGTERM');
	expect(await second.ended).toBe(0);

	writeFileSync(pidFile, '1\n');
	const third = start();
	await third.says('started');
	expect(readFileSync(pidFile, 'utf8')).toBe(`${third.child.pid}\n`);
});

test('an error at the start is told on stderr, with status 1 and without a pid file', async () => {
	const daemon = start('throw-at-start');
	expect(await daemon.ended).toBe(1);
	expect(daemon.errors()).toContain('euca-test: the port is in use');
	expect(existsSync(pidFile)).toBe(false);
});

test('an error that nobody handles ends the process with status 1', async () => {
	const daemon = start('throw-later');
	expect(await daemon.ended).toBe(1);
	expect(daemon.errors()).toContain('nobody caught me');
	expect(existsSync(pidFile)).toBe(false);
});

test('a stop that hangs is ended after its limit, and says so', async () => {
	const daemon = start('hang');
	await daemon.says('started');
	daemon.child.kill('SIGTERM');
	expect(await daemon.ended).toBe(1);
	expect(daemon.errors()).toContain('did not stop within 500 ms');
});

test('a signal with work of its own does it before closing', async () => {
	const daemon = start();
	await daemon.says('started');
	daemon.child.kill('SIGPWR');
	expect(await daemon.ended).toBe(0);
	expect(daemon.output()).toBe('started\npower fails\nclosed\n');
});

function start(...fault: string[]) {
	const child = spawn(process.execPath, [program, pidFile, ...fault], { stdio: ['ignore', 'pipe', 'pipe'] });
	children.push(child);
	let output = '';
	let errors = '';
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString();
	});
	child.stderr.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
	});
	return {
		child,
		output: () => output,
		errors: () => errors,
		ended: once(child, 'close').then(([code]) => code as number),
		async says(text: string) {
			while (!output.includes(text)) {
				await new Promise((resolve) => setTimeout(resolve, 10));
				if (child.exitCode !== null) {
					throw new Error(`ended before it said ${text}: ${errors}`);
				}
			}
		},
	};
}
