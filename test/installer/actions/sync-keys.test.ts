import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureKeys } from '../../../generators/keys.ts';
import { systemClock } from '../../../src/common/clock.ts';
import { layout } from '../../../src/common/layout.ts';
import { syncKeys } from '../../../src/installer/actions/sync-keys.ts';
import type { Host } from '../../../src/installer/transport/host.ts';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import { startSshd, type TestSshd } from '../support/sshd.ts';

let node: TestSshd;
let directory: string;
let eucalyptus: string;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'euca-sync-'));
	eucalyptus = join(directory, 'cloud');
	await ensureKeys(layout(eucalyptus).keys, { now: new Date() });
	node = await startSshd({ hide: directory });
	await node.trust();
});

afterAll(async () => {
	await node.stop();
	await rm(directory, { recursive: true, force: true });
});

function open(port = node.port): Host {
	return sshHost({ ...node.target, port });
}

const sync = (hosts: readonly string[], dryRun = false, breakLock = false) =>
	syncKeys({
		eucalyptus,
		hosts,
		dryRun,
		breakLock,
		clock: systemClock,
		signal: new AbortController().signal,
		open: async (name) => (name === 'here' ? undefined : open(name === 'dead' ? 1 : node.port)),
	});

async function onNode(script: string): Promise<string> {
	const host = open();
	try {
		return await host.script(script, { what: 'looking', args: [layout(eucalyptus).keys] });
	} finally {
		await host.close();
	}
}

test('a dry run says what would be written and writes nothing', async () => {
	expect(await sync(['node1'], true)).toEqual([
		{ host: 'node1', kind: 'written', files: 6, rights: 0, service: expect.anything() },
	]);
	expect(await onNode('ls "$1" 2>/dev/null; exit 0')).toBe('');
});

test('a node gets what a node needs with its rights, and never the private key of the cloud', async () => {
	expect(await sync(['node1'])).toEqual([
		{ host: 'node1', kind: 'written', files: 6, rights: 0, service: expect.anything() },
	]);
	const listed = await onNode('stat -c "%a %n" "$1" "$1"/* | sed "s|$1|keys|"');
	expect(listed.trim().split('\n')).toEqual([
		'700 keys',
		...['cloud-cert.pem', 'cluster-cert.pem', 'node-cert.pem', 'node-pk.pem', 'vdekey', 'vdekey.pub'].map(
			(name) => `600 keys/${name}`,
		),
	]);
});

test('again: nothing is written; a key that was damaged is brought back', async () => {
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'in place' }]);
	await onNode('echo x >"$1/node-pk.pem"');
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'written', files: 1, rights: 0, service: 'absent' }]);
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'in place' }]);
});

test('a host that does not answer is named, and the others get their keys', async () => {
	await onNode('rm "$1/vdekey"');
	const results = await sync(['dead', 'node1', 'here']);
	expect(results).toEqual([
		{ host: 'dead', kind: 'failed', problem: expect.stringContaining('cannot connect to port 1') },
		{ host: 'node1', kind: 'written', files: 1, rights: 0, service: 'absent' },
		{ host: 'here', kind: 'this machine' },
	]);
});

test('rights that somebody changed are put right, and told', async () => {
	await onNode('chmod 755 "$1"; chmod 644 "$1/node-pk.pem"');
	const told = { host: 'node1', kind: 'written', files: 0, rights: 2 };
	expect(await sync(['node1'], true)).toMatchObject([told]);
	expect(await sync(['node1'])).toMatchObject([told]);
	expect(await onNode('stat -c %a "$1" "$1/node-pk.pem"')).toBe('700\n600\n');
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'in place' }]);
});

test('a lock of another machine, where nobody here can tell whether its owner lives, may be broken', async () => {
	const held = JSON.stringify({ user: 'root', machine: 'elsewhere', pid: 1, started: '1', since: 0 });
	await onNode(`rm "$1/vdekey"; printf '%s' '${held}' >"\${1%/keys}/installer/lock"`);
	expect(await sync(['node1'])).toMatchObject([{ kind: 'failed', problem: expect.stringContaining('--break-lock') }]);
	expect(await sync(['node1'], false, true)).toMatchObject([{ kind: 'written', files: 1 }]);
});

test('a node controller that runs with the keys of before, since a run was killed, is started again by the next', async () => {
	await onNode(`
		e=\${1%/var/eucalyptus/keys}
		mkdir -p "$e/etc/eucalyptus" "$e/etc/default" "$e/etc/init.d" "$e/var/run/eucalyptus"
		echo 'START_NC="Y"' >"$e/etc/default/eucalyptus"
		ln -s "$e/etc/default/eucalyptus" "$e/etc/eucalyptus/eucalyptus.conf"
		printf '%s\\n' '#!/bin/sh' "[ \\$1 = status ] || touch $e/var/run/eucalyptus/euca-nc.pid" >"$e/etc/init.d/eucalyptus"
		chmod 755 "$e/etc/init.d/eucalyptus"
		touch "$e/var/run/eucalyptus/euca-nc.pid"`);
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'in place' }]);
	await onNode(
		`touch -d '1 minute ago' "\${1%/var/*}/var/run/eucalyptus/euca-nc.pid"; cp "$1/node-pk.pem" "$1/new"; mv "$1/new" "$1/node-pk.pem"`,
	);
	expect(await sync(['node1'])).toMatchObject([{ kind: 'written', files: 0, service: 'restarted' }]);
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'in place' }]);
});
