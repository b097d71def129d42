import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { findConsoleDaemon, keepsGuestLogs } from '../../../../../src/runtime/node/hypervisor/libvirt/xen-console.ts';

const started: ChildProcess[] = [];

afterEach(() => {
	for (const child of started.splice(0)) {
		child.kill('SIGKILL');
	}
});

test('the console daemon is found by its name, with the program and the words it was started with', async () => {
	const child = spawn('tail', ['-f', '/dev/null', '--pid=1'], { argv0: '/usr/lib/xen-4.17/bin/xenconsoled' });
	started.push(child);
	await once(child, 'spawn');
	const daemon = await findConsoleDaemon();
	expect(daemon).toMatchObject({ pid: child.pid, args: ['-f', '/dev/null', '--pid=1'] });
	expect(daemon?.program).toMatch(/\/tail$/);
});

test('a host without a console daemon has none', async () => {
	expect(await findConsoleDaemon()).toBeUndefined();
});

test.each([
	[['--log=guest'], true],
	[['--pid-file=/run/xen/xenconsoled.pid', '--log=all'], true],
	[['--log', 'guest'], true],
	[['-l', 'guest'], true],
	[['--log=hv'], false],
	[['--log-dir=/var/guest'], false],
	[['--pid-file=/run/xen/xenconsoled.pid'], false],
	[[], false],
])('with %j guests are logged: %s', (args, expected) => {
	expect(keepsGuestLogs(args)).toBe(expected);
});
