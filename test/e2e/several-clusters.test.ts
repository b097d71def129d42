import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCluster, type TestCluster } from '../cluster/cluster.ts';
import type { TestHost } from '../cluster/host.ts';
import { putUnderBridge } from '../cluster/put-under-bridge.ts';
import { differences, type Snapshot } from '../cluster/snapshot.ts';

// Every role on a host of its own: the cloud, two clusters each with its own head, a node for each.
const checkout = join(import.meta.dirname, '../..');
const setup = `cd /root/site && ${checkout}/bin/euca-setup`;
const prefix = '/opt/eucalyptus-1.1';
const euca = `${prefix}/usr/sbin/euca`;
const HOSTS = ['frontend', 'head1', 'head2', 'node1', 'node2'];
/** What daemons of Debian's and logins write by themselves. */
const OTHERS = ['/root', '/tmp', '/var/lib/libvirt', '/var/cache', '/var/log', '/etc/libvirt', '/run', '/etc/hosts'];

const clusterOf = (number: number) => `
  - name: zone${number}
    host: head${number}
    nodes: [node${number}]
    network:
      mode: STATIC
      subnet: 10.1.0.0
      netmask: 255.255.0.0
      broadcast: 10.1.255.255
      router: 10.1.0.1
      dns: 10.1.0.1
      addresses: [{ mac: 'd0:0d:00:00:0${number}:01', ip: 10.1.9.${number} }]`;
const SITE = `version: 1\ncloud: { host: frontend }\nclusters:${[1, 2].map(clusterOf).join('')}\nnodeDefaults: { hypervisor: qemu }\n`;

let cluster: TestCluster;
let frontend: TestHost;
const before = new Map<string, Snapshot>();

beforeAll(async () => {
	const mounts = [{ source: checkout, target: checkout, options: 'ro' as const }];
	cluster = await startCluster(
		HOSTS.map((name) => ({ name, diskSize: '24g', ...(name === 'frontend' ? { mounts } : {}) })),
	);
	frontend = cluster.host('frontend');
	await Promise.all(['node1', 'node2'].map((name) => putUnderBridge(cluster.host(name))));
	await frontend.sh('mkdir -p /root/site && cat >/root/site/site.yaml', { input: SITE });
	for (const host of cluster.hosts.values()) {
		// Debian numbers start scripts anew whenever one comes or goes: once before, so that only our own are seen.
		await host.sh('insserv');
		before.set(host.name, await host.snapshot());
	}
});
afterAll(async () => cluster?.stop());

const eventually = (look: () => Promise<string>, expected: RegExp) =>
	expect.poll(look, { timeout: 180_000, interval: 500 }).toMatch(expected);

test('the probe of such a site finds nothing in the way, and apply ends with both zones up', async () => {
	const probed = await frontend.try(`${setup} --probe --no-report`, { timeoutMs: 600_000 });
	expect(probed.exitCode, probed.stdout + probed.stderr).not.toBe(1);
	const applied = await frontend.try(`${setup} apply --yes`, { timeoutMs: 600_000 });
	expect(applied.exitCode, applied.stderr.slice(-3000)).toBe(0);
	expect(applied.stderr).toContain('the zone zone1 is UP');
	expect(applied.stderr).toContain('the zone zone2 is UP');
});

test('each host runs what its role is, with the keys for that and no others', async () => {
	const keys = await Promise.all(
		HOSTS.map(async (name) => (await cluster.host(name).sh(`ls ${prefix}/var/eucalyptus/keys`)).split('\n')),
	);
	expect(keys.map((names) => names.filter((name) => /-pk\.pem$/.test(name)))).toEqual([
		['cloud-pk.pem', 'cluster-pk.pem', 'node-pk.pem', 'web-pk.pem'],
		['cluster-pk.pem', 'node-pk.pem'],
		['cluster-pk.pem', 'node-pk.pem'],
		['node-pk.pem'],
		['node-pk.pem'],
	]);
});

test('an instance runs in each zone', async () => {
	const files = `${checkout}/build/test-image`;
	const added = await frontend.sh(
		`${euca} add_image --disk-image ${files}/ttylinux.img --kernel-image ${files}/vmlinuz --ramdisk-image ${files}/initrd.img --image-name ttylinux`,
	);
	const image = /emi-\w+/.exec(added)?.[0] ?? '';
	await frontend.sh(`${euca} get_credentials --out /root/.euca`);
	const credentials = await frontend.sh(
		`. /root/.euca/eucarc; printf 'export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s' "$EC2_ACCESS_KEY" "$EC2_SECRET_KEY"`,
	);
	const url = `http://${frontend.address}:8773/services/Eucalyptus`;
	const ec2 = (words: string) =>
		cluster.sh(
			`${credentials}; export AWS_DEFAULT_REGION=Eucalyptus; /usr/bin/aws --endpoint-url ${url} --output text ec2 ${words}`,
		);
	for (const zone of ['zone1', 'zone2']) {
		await ec2(`run-instances --image-id ${image} --placement AvailabilityZone=${zone}`);
	}

	const query = `--query 'Reservations[].Instances[].[Placement.AvailabilityZone,State.Name,PublicIpAddress]'`;
	await eventually(
		async () => (await ec2(`describe-instances ${query}`)).split('\n').sort().join('\n').trim(),
		/^zone1\trunning\t10\.1\.9\.1\nzone2\trunning\t10\.1\.9\.2$/,
	);
	for (const name of ['node1', 'node2']) {
		expect(await cluster.host(name).sh('virsh -q -c qemu:///system list --name')).toMatch(/^i-/m);
	}
});

test('a second apply changes nothing', async () => {
	expect(await frontend.sh(`${setup} apply --yes`, { timeoutMs: 600_000 })).toContain('0 changes on 0 hosts');
});

test('the head of a cluster gives its node its keys, where NODES is', async () => {
	const head = cluster.host('head1');
	await head.put(join(cluster.sshDirectory, 'id_ed25519'), '/root/.ssh/id_ed25519', 0o600);
	await head.put(join(cluster.sshDirectory, 'known_hosts'), '/root/.ssh/known_hosts', 0o600);
	await cluster.host('node1').sh(`rm ${prefix}/var/eucalyptus/keys/node-pk.pem`);
	const synced = await head.try(`${prefix}/usr/sbin/euca_sync_key`);
	expect(synced.exitCode, synced.stderr).toBe(0);
	expect(synced.stdout).toContain('node1  1 key file written');
	expect((await frontend.try(`${setup} status`)).exitCode).toBe(0);
});

test('uninstall: every host is as it was before', async () => {
	const removed = await frontend.try(`${setup} uninstall --yes`, { timeoutMs: 600_000 });
	expect(removed.exitCode, removed.stderr.slice(-3000)).toBe(0);
	for (const name of HOSTS) {
		const now = await cluster.host(name).snapshot();
		expect(differences(before.get(name) ?? new Map(), now, OTHERS), name).toEqual([]);
	}
});
