import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tailOf } from '../../../../../src/runtime/node/hypervisor/libvirt/console-tail.ts';
import { mentionsPath } from '../../../../../src/runtime/node/hypervisor/libvirt/mentions-path.ts';
import { nodeInfo, parseList } from '../../../../../src/runtime/node/hypervisor/libvirt/virsh.ts';
import { virshShell } from '../../../../../src/runtime/node/hypervisor/libvirt/virsh-shell.ts';
import { temporaryDirectory } from '../../node-bench.ts';

function shellTo(uri: string, timeoutMs?: number) {
	const shell = virshShell(uri, timeoutMs);
	onTestFinished(() => shell.close());
	return shell;
}

test('one virsh answers many questions, in order', async () => {
	const shell = shellTo('test:///default');
	const answers = await Promise.all([shell.ask('list'), shell.ask('domid test'), shell.ask('list')]);
	expect(answers.map((text) => text.trim())).toEqual(['1   test   running', '1', '1   test   running']);
});

test('an error is an error, never an empty answer, and the next question gets a new virsh', async () => {
	const shell = shellTo('test:///default');
	await expect(shell.ask('domid nobody')).rejects.toThrow(
		"libvirt at test:///default does not answer: failed to get domain 'nobody'",
	);
	expect((await shell.ask('domid test')).trim()).toBe('1');
});

test('a libvirt that is not there is an error each time', async () => {
	const shell = shellTo('qemu+unix:///system?socket=/nowhere/libvirt-sock');
	for (let attempt = 0; attempt < 2; attempt += 1) {
		await expect(shell.ask('list')).rejects.toThrow(/libvirt at .* does not answer: .*\/nowhere\/libvirt-sock/);
	}
});

test('a virsh that hangs is ended after its limit', async () => {
	const shell = shellTo('test:///default', 1_500);
	await shell.ask('list');
	await expect(shell.ask('event --domain test --event lifecycle --timeout 20')).rejects.toThrow(
		'no answer within 1500 ms',
	);
	expect((await shell.ask('domid test')).trim()).toBe('1');
});

test('the list knows every state, and only names of instances', () => {
	const text = [
		' 1    i-00000001   running',
		' 2    i-00000002   idle',
		' 3    i-00000003   paused',
		' 4    i-00000004   in shutdown',
		' 5    i-00000005   crashed',
		' -    i-00000006   shut off',
		' 7    i-00000007   no state',
		' 0    Domain-0     running',
		' 8    i-0000000g   running',
		' 9    my i-00000009   running',
	].join('\n');
	expect([...parseList(text)]).toEqual([
		['i-00000001', 'running'],
		['i-00000002', 'blocked'],
		['i-00000003', 'paused'],
		['i-00000004', 'shutdown'],
		['i-00000005', 'crashed'],
		['i-00000006', 'shutoff'],
		['i-00000007', 'no-state'],
	]);
});

test('memory and processors of the host', async () => {
	expect(await nodeInfo('test:///default')).toEqual({ memoryMb: 3072, cores: 16 });
});

test('a domain is ours if its files lie in the directory of its instance, and only then', () => {
	const xml = (file: string) =>
		`<domain><devices><disk><driver name='qemu'/><source file='${file}' index='1'/></disk></devices></domain>`;
	const ours = (file: string) => mentionsPath(xml(file), '/inst', 'i-00000001');
	expect(ours('/inst/alice/i-00000001/root')).toBe(true);
	expect(ours('/inst/alice/i-00000002/root')).toBe(false);
	expect(ours('/other/inst/alice/i-00000001/root')).toBe(false);
	expect(ours('/inst/i-00000001/root')).toBe(false);
	expect(ours('/inst/alice/i-00000001')).toBe(false);
	expect(mentionsPath('<os><kernel>/in&amp;st/a/i-00000001/kernel</kernel></os>', '/in&st', 'i-00000001')).toBe(true);
});

test('the console is the last bytes of the old file and the new one together', async () => {
	const directory = temporaryDirectory();
	const [old, now] = [join(directory, 'console.0'), join(directory, 'console')];
	expect(await tailOf([old, now], 10)).toEqual(Buffer.alloc(0));
	writeFileSync(now, 'abc');
	expect((await tailOf([old, now], 10)).toString()).toBe('abc');
	writeFileSync(old, '0123456789');
	expect((await tailOf([old, now], 5)).toString()).toBe('89abc');
	expect((await tailOf([old, now], 2)).toString()).toBe('bc');
});
