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

const sync = (hosts: readonly string[], dryRun = false) =>
	syncKeys({
		eucalyptus,
		hosts,
		dryRun,
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
		{ host: 'node1', kind: 'written', files: 6, service: expect.anything() },
	]);
	expect(await onNode('ls "$1" 2>/dev/null; exit 0')).toBe('');
});

test('a node gets what a node needs with its rights, and never the private key of the cloud', async () => {
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'written', files: 6, service: expect.anything() }]);
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
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'written', files: 1, service: 'absent' }]);
	expect(await sync(['node1'])).toEqual([{ host: 'node1', kind: 'in place' }]);
});

test('a host that does not answer is named, and the others get their keys', async () => {
	await onNode('rm "$1/vdekey"');
	const results = await sync(['dead', 'node1', 'here']);
	expect(results).toEqual([
		{ host: 'dead', kind: 'failed', problem: expect.stringContaining('cannot connect to port 1') },
		{ host: 'node1', kind: 'written', files: 1, service: 'absent' },
		{ host: 'here', kind: 'this machine' },
	]);
});
