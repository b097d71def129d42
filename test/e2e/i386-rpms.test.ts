import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BuiltRpm, buildRpms } from '../../iso/rpms.ts';
import { startCluster, type TestCluster } from '../cluster/cluster.ts';
import type { TestHost } from '../cluster/host.ts';

// A host of 32 bits: Debian's Node 18, which the programs are bundled for with what it lacks.
const NODE = '/opt/eucalyptus-1.1/usr/lib/eucalyptus/node/bin/node';
const SBIN = '/opt/eucalyptus-1.1/usr/sbin';
let work: string;
let cluster: TestCluster;
let host: TestHost;
let rpms: readonly BuiltRpm[];

beforeAll(async () => {
	work = mkdtempSync(join(tmpdir(), 'euca-i386-'));
	rpms = await buildRpms('i386', { out: join(work, 'rpms'), buildTime: 1_795_000_000 });
	const mounts = [{ source: work, target: '/srv/rpms', options: 'ro' as const }];
	cluster = await startCluster([{ name: 'frontend', root: 'this machine', address: '', mounts, diskSize: '64g' }]);
	host = cluster.host('frontend');
	await host.sh('mkdir -p /usr/local/eucalyptus/instances; rm -rf /opt/eucalyptus-1.1 /etc/default/eucalyptus');
});
afterAll(async () => {
	await cluster?.stop();
	rmSync(work, { recursive: true, force: true });
});

test('the packages are installed, and their Node is a program of 32 bits', async () => {
	const paths = rpms.map(({ path }) => `/srv/rpms/rpms/${basename(path)}`).join(' ');
	expect(
		await host.sh(`rpm -i --nodeps --ignorearch ${paths} 2>&1 | grep -v 'Alien\\|assuming you know' || true`),
	).toBe('');
	expect(await host.sh(`${NODE} -p process.arch`)).toBe('ia32\n');
});

test.each(['euca', 'euca-setup', 'euca_sync_key', 'NCclient', 'CCclient_full'])('%s runs', async (tool) => {
	const { exitCode, stdout } = await host.try(`env -i ${SBIN}/${tool} --help 2>&1`);
	expect(exitCode).toBe(0);
	expect(stdout).toContain(tool);
});

test('euca-setup sets the host up, until the cloud controller says that it cannot run here', async () => {
	await host.sh(
		`cd /root && ${SBIN}/euca-setup init --front-end frontend --node frontend --no-probe && sed -i 's/^nodeDefaults:.*/&\\n  hypervisor: qemu/' site.yaml`,
	);
	const { exitCode, stdout } = await host.try(`cd /root && ${SBIN}/euca-setup apply --yes 2>&1`, {
		timeoutMs: 600_000,
	});
	expect(stdout).toContain('run the cloud controller on an x86-64 host; cluster and node controllers run here');
	expect(exitCode).toBe(1);
	const again = await host.try('/etc/init.d/eucalyptus start 2>&1');
	expect(again.stdout).toContain('the Node of this host (v18.20.4, ia32) brings no database');
	expect(again.exitCode).toBe(1);
});

test('cluster and node controller serve, by signed messages and with the real libvirt', async () => {
	await host.sh('sed -i \'s/^START_CLOUD=.*/START_CLOUD="N"/\' /etc/default/eucalyptus');
	expect(await host.sh('/etc/init.d/eucalyptus start')).toBe('Starting Eucalyptus services: CC NC\n');
	expect(await host.sh('/etc/init.d/eucalyptus status')).toMatch(/CC +running[\s\S]*NC +running/);
	const ask = (command: string) => host.try(`${SBIN}/${command} 2>&1`).then(({ stdout }) => stdout);
	const patience = { timeout: 180_000, interval: 500 };
	await expect.poll(() => ask('CCclient_full 127.0.0.1:8774 describeResources'), patience).toMatch(/Resources: [1-9]/);
	expect(await ask('NCclient -n 127.0.0.1:8775 describeResource')).toMatch(/status=\[OK\] memory=[1-9]/);
});
