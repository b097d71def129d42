import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCluster, type TestCluster } from '../cluster/cluster.ts';
import type { TestHost } from '../cluster/host.ts';
import { putUnderBridge } from '../cluster/put-under-bridge.ts';
import { differences, type Snapshot } from '../cluster/snapshot.ts';

// From a list of hosts to a cloud that works, and back: a front-end and its nodes over ssh, as an administrator sees it.
const checkout = join(import.meta.dirname, '../..');
const setup = `cd /root/site && ${checkout}/bin/euca-setup`;
const prefix = '/opt/eucalyptus-1.1';
const euca = `${prefix}/usr/sbin/euca`;
const NODES = ['node1', 'node2', 'node3', 'node4', 'node5'];

/** What daemons of Debian's and logins write by themselves. */
const OTHERS = ['/root', '/tmp', '/var/lib/libvirt', '/var/cache', '/var/log', '/etc/libvirt', '/run', '/etc/hosts'];

let cluster: TestCluster;
let frontend: TestHost;
const before = new Map<string, Snapshot>();

beforeAll(async () => {
	const mounts = [{ source: checkout, target: checkout, options: 'ro' as const }];
	cluster = await startCluster([
		{ name: 'frontend', mounts },
		...NODES.map((name) => ({ name, diskSize: '24g' })),
		{ name: 'spare', mounts, diskSize: '24g' },
	]);
	frontend = cluster.host('frontend');
	await Promise.all(NODES.map((name) => putUnderBridge(cluster.host(name))));
	await frontend.sh('mkdir -p /root/site');
	for (const host of cluster.hosts.values()) {
		// Debian numbers start scripts anew whenever one comes or goes: once before, so that only our own are seen.
		await host.sh('insserv');
		before.set(host.name, await host.snapshot());
	}
});
afterAll(async () => cluster?.stop());

async function eventually(look: () => Promise<string>, expected: RegExp, timeoutMs = 180_000): Promise<string> {
	let seen = '';
	await expect
		.poll(
			async () => {
				seen = await look();
				return seen;
			},
			{ timeout: timeoutMs, interval: 500 },
		)
		.toMatch(expected);
	return seen;
}

const domains = (node: string) => cluster.host(node).sh('virsh -q -c qemu:///system list --name 2>/dev/null || :');

async function runInstance(): Promise<string> {
	const query = `--query 'Instances[0].InstanceId'`;
	return (await ec2(`run-instances --image-id "$IMAGE" --key-name mykey ${query}`)).trim();
}

let image = '';
let credentials = '';
/** With the client of today, from a desk beside the cluster. */
function ec2(command: string): Promise<string> {
	const env = `${credentials}; IMAGE=${image}; export AWS_DEFAULT_REGION=Eucalyptus`;
	const url = `http://${frontend.address}:8773/services/Eucalyptus`;
	return cluster.sh(`${env}; /usr/bin/aws --endpoint-url ${url} --output text ec2 ${command}`);
}

async function addressOf(instance: string): Promise<string> {
	const query = `--query 'Reservations[].Instances[].[State.Name,PublicIpAddress]'`;
	const row = await eventually(
		() => ec2(`describe-instances --instance-ids ${instance} ${query}`),
		/^running\s+10\.1\.9\./,
	);
	return row.trim().split(/\s+/)[1] ?? '';
}

async function logsIn(instance: string): Promise<void> {
	const address = await addressOf(instance);
	const options = '-o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=3';
	const login = `ssh -i /root/mykey.private ${options} root@${address} uname -s 2>/dev/null || :`;
	await eventually(() => frontend.sh(login), /^Linux$/m);
}

describe('a cloud of many hosts', () => {
	test('the probe writes the site, the plan changes nothing, and apply ends with a zone that is up', async () => {
		const hosts = 'node1 node2 node3 --front-end frontend --zone lab --network STATIC --addresses 10.1.9.1-10.1.9.9';
		const probed = await frontend.try(`${setup} --probe ${hosts} --no-report`);
		expect(probed.exitCode, probed.stdout + probed.stderr).not.toBe(1);
		await frontend.sh(`cd /root/site && sed -i 's/scheduler: GREEDY/scheduler: ROUNDROBIN # spread/' site.yaml`);
		const planned = await frontend.try(`${setup} plan`);
		expect(planned.exitCode, planned.stderr).toBe(2);
		for (const name of ['frontend', 'node1']) {
			expect(differences(before.get(name) ?? new Map(), await cluster.host(name).snapshot(), OTHERS)).toEqual([]);
		}

		const applied = await frontend.try(`${setup} apply --yes`, { timeoutMs: 600_000 });
		expect(applied.exitCode, applied.stderr.slice(-3000)).toBe(0);
		expect(applied.stderr).toContain('the zone lab is UP');
	});

	test('the private key of the cloud is on no node', async () => {
		const keys = await cluster
			.host('node1')
			.sh(`ls ${prefix}/var/eucalyptus/keys; stat -c %a ${prefix}/var/eucalyptus/keys`);
		expect(keys).toContain('node-pk.pem');
		expect(keys).not.toMatch(/cloud-pk|cluster-pk/);
		expect(keys).toMatch(/^700$/m);
	});

	test('instances run on two different nodes, and the front-end logs in to both', async () => {
		const files = `${checkout}/build/test-image`;
		const added = await frontend.sh(
			`${euca} add_image --disk-image ${files}/ttylinux.img --kernel-image ${files}/vmlinuz --ramdisk-image ${files}/initrd.img --image-name ttylinux`,
		);
		image = /emi-\w+/.exec(added)?.[0] ?? '';
		await frontend.sh(`${euca} get_credentials --out /root/.euca`);
		credentials = await frontend.sh(
			`. /root/.euca/eucarc; printf 'export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s' "$EC2_ACCESS_KEY" "$EC2_SECRET_KEY"`,
		);
		const key = await ec2('create-key-pair --key-name mykey --query KeyMaterial');
		await frontend.sh('umask 077; cat >/root/mykey.private', { input: key });
		const [one, two] = [await runInstance(), await runInstance()];
		await Promise.all([logsIn(one), logsIn(two)]);
		const homes = await Promise.all(['node1', 'node2', 'node3'].map(domains));
		const isHere = (id: string) => homes.findIndex((names) => names.includes(id));
		expect(new Set([isHere(one), isHere(two)]).size).toBe(2);
	});

	test('a second apply changes nothing and writes nothing', async () => {
		const all = ['frontend', 'node1', 'node2', 'node3'].map((name) => cluster.host(name));
		await Promise.all(all.map((host) => host.sh('touch /tmp/mark; sleep 0.1')));
		const again = await frontend.sh(`${setup} apply --yes`);
		expect(again).toContain('0 changes on 0 hosts');
		// What the services write while they run is theirs: their state, their logs.
		const ours = `${prefix}/etc ${prefix}/usr ${prefix}/var/eucalyptus/installer ${prefix}/var/eucalyptus/keys`;
		for (const host of all) {
			expect(await host.sh(`find ${ours} ${prefix}/var/eucalyptus/manifest.json /etc -newer /tmp/mark`)).toBe('');
		}
	});

	test('the old way to add a node: its name into NODES, euca_sync_key', async () => {
		// A node that was forgotten: its software is there, but nobody knows of it and it has no keys.
		await frontend.sh(
			`cd /root/site && sed 's/^\\( *\\)- node3$/&\\n\\1- node4/' site.yaml >forgotten.yaml && grep -q node4 forgotten.yaml`,
		);
		await frontend.sh(`${setup} apply --yes --site forgotten.yaml --host node4`, { timeoutMs: 600_000 });
		const node = cluster.host('node4');
		await node.sh(`/etc/init.d/eucalyptus stop && rm ${prefix}/var/eucalyptus/keys/*`);
		await frontend.sh(
			`sed -i 's/^\\(NODES=".*\\)"$/\\1 node4"/' /etc/default/eucalyptus && grep -q 'node4"' /etc/default/eucalyptus`,
		);
		await node.cut();
		const early = await frontend.try(`${prefix}/usr/sbin/euca_sync_key`);
		expect(early.exitCode).toBe(1);
		expect(early.stderr).toContain('node4');
		await node.join();
		await node.sh('ip link set eth0 master xenbr0; ip addr flush dev eth0; ip route replace default via 10.1.0.1');
		const synced = await frontend.try(`${prefix}/usr/sbin/euca_sync_key`);
		expect(synced.exitCode, synced.stderr).toBe(0);
		expect(synced.stdout).toContain('its node controller was started');
		expect(await node.sh(`ls ${prefix}/var/eucalyptus/keys`)).not.toContain('cloud-pk');
		await eventually(() => frontend.sh(`${euca} list_clusters`), /UP 006\/008/);
		const plan = await frontend.try(`${setup} plan`);
		expect(plan.stderr).toContain('was edited by hand and is kept');
		expect(await frontend.sh('grep ^NODES= /etc/default/eucalyptus')).toContain('node4');
	});

	test('the new way: add-node, and an instance lands on it', async () => {
		await frontend.sh(`${setup} add-node node4 node5`, { timeoutMs: 600_000 });
		expect(await frontend.sh('cat /root/site/site.yaml')).toMatch(/- node5$[\s\S]*ROUNDROBIN # spread/m);
		await eventually(() => frontend.sh(`${euca} list_clusters`), /UP 008\/010/);
		const more = [await runInstance(), await runInstance(), await runInstance()];
		await eventually(() => domains('node5'), /^i-/m);
		const names = await domains('node5');
		await logsIn(more.find((id) => names.includes(id)) ?? '');
	});

	test('a node on which an instance runs is not removed unless told so; drained it gets no new ones', async () => {
		const refused = await frontend.try(`${setup} remove-node node5`);
		expect(refused.exitCode).toBe(1);
		expect(refused.stderr).toMatch(/1 instance\(s\) run there: i-/);
		const drained = await frontend.try(`${setup} remove-node node5 --drain`);
		expect(drained.exitCode).toBe(1);
		expect(await frontend.sh('cat /root/site/site.yaml')).toContain('drained: true');
		await frontend.sh(`${setup} remove-node node5 --drain --end-instances`, { timeoutMs: 600_000 });
		expect(await frontend.sh('cat /root/site/site.yaml')).not.toContain('node5');
		expect(differences(before.get('node5') ?? new Map(), await cluster.host('node5').snapshot(), OTHERS)).toEqual([]);
	});

	test('a node that is cut off during apply stops nobody else, is named, and is finished by the next run', async () => {
		await frontend.sh(
			`cd /root/site && sed -i 's/^logLevel: INFO/logLevel: DEBUG/' site.yaml && grep -q DEBUG site.yaml`,
		);
		const node = cluster.host('node2');
		await node.cut();
		const applied = await frontend.try(`${setup} apply --yes`, { timeoutMs: 600_000 });
		expect(applied.exitCode).toBe(1);
		expect(applied.stderr).toMatch(/1 of 5 hosts failed: node2/);
		expect(await cluster.host('node3').sh('grep ^LOGLEVEL /etc/default/eucalyptus')).toContain('DEBUG');
		await node.join();
		await node.sh('ip link set eth0 master xenbr0; ip addr flush dev eth0; ip route replace default via 10.1.0.1');
		await frontend.sh(`${setup} apply --yes`, { timeoutMs: 600_000 });
		expect(await node.sh('grep ^LOGLEVEL /etc/default/eucalyptus')).toContain('DEBUG');
		expect((await frontend.try(`${setup} status`)).exitCode).toBe(0);
	});

	test('rollback returns to the generation before', async () => {
		await frontend.sh(`cd /root/site && sed -i 's/^logLevel: DEBUG/logLevel: WARN/' site.yaml`);
		await frontend.sh(`${setup} apply --yes`, { timeoutMs: 600_000 });
		expect(await frontend.sh('grep ^LOGLEVEL /etc/default/eucalyptus')).toContain('WARN');
		await frontend.sh(`${setup} rollback`);
		expect(await frontend.sh('grep ^LOGLEVEL /etc/default/eucalyptus')).toContain('DEBUG');
		expect(await cluster.host('node3').sh('grep ^LOGLEVEL /etc/default/eucalyptus')).toContain('DEBUG');
		expect((await frontend.try(`${setup} plan`)).exitCode).toBe(2);
		await frontend.sh(`${setup} apply --yes`, { timeoutMs: 600_000 });
	});

	test('uninstall: every host is as it was before', async () => {
		const removed = await frontend.try(`${setup} uninstall --yes`, { timeoutMs: 600_000 });
		expect(removed.exitCode, removed.stderr.slice(-3000)).toBe(0);
		for (const name of ['frontend', ...NODES]) {
			const now = await cluster.host(name).snapshot();
			expect(differences(before.get(name) ?? new Map(), now, OTHERS), name).toEqual([]);
		}
	});
});

describe('images in a directory that all hosts share', () => {
	test('it is mounted, proven to be shared, used, and given back', async () => {
		// Kernel NFS is not to be had in every place of test: the same directory, seen by both hosts, stands in for it.
		const source = cluster.share('images');
		const seen = { source, target: '/export' };
		const head = await cluster.add({
			name: 'head',
			mounts: [{ source: checkout, target: checkout, options: 'ro' }, seen],
		});
		const node = await cluster.add({ name: 'store', mounts: [seen], diskSize: '24g' });
		const unshared = await cluster.add({ name: 'apart' });
		await Promise.all([putUnderBridge(node), putUnderBridge(unshared), unshared.sh('mkdir /export')]);
		await head.put(join(cluster.sshDirectory, 'id_ed25519'), '/root/.ssh/id_ed25519', 0o600);
		await head.put(join(cluster.sshDirectory, 'known_hosts'), '/root/.ssh/known_hosts', 0o600);
		await Promise.all([head.sh('insserv'), node.sh('insserv')]);
		const pristine = [await head.snapshot(), await node.snapshot()];
		const site = (nodes: string) =>
			`version: 1\ncloud: { host: head }\nclusters: [{ name: lab, host: head, nodes: [${nodes}], network: { mode: SYSTEM } }]\nnodeDefaults: { hypervisor: qemu }\nsharedDirectory: /images\nsharedFrom: /export\n`;
		await head.sh('mkdir -p /root/site && cat >/root/site/site.yaml', { input: site('store, apart') });
		const outcome = await head.try(`${setup} apply --yes`, { timeoutMs: 600_000 });
		expect(outcome.exitCode).toBe(1);
		expect(outcome.stderr).toMatch(/apart: .*\/images is not shared/);
		expect(outcome.stderr).toMatch(/1 of 3 hosts failed: apart/);
		expect(await node.sh('grep PATH= /etc/default/eucalyptus; grep " /images " /etc/fstab')).toMatch(
			/REGISTERED_PATH="\/images\/registered"[\s\S]*\/export \/images/,
		);
		expect(await head.sh('grep PATH= /etc/default/eucalyptus; ls /images')).toMatch(
			/TEMPLATE_PATH="\/images\/templates"[\s\S]*registered\ntemplates/,
		);
		expect((await head.try(`${setup} uninstall --yes`, { timeoutMs: 600_000 })).stderr).toContain('nothing is left');
		expect(differences(pristine[0] ?? new Map(), await head.snapshot(), OTHERS)).toEqual([]);
		expect(differences(pristine[1] ?? new Map(), await node.snapshot(), OTHERS)).toEqual([]);
	});
});

describe('an installer that is killed', () => {
	const site = `version: 1\ncloud: { host: spare }\nclusters: [{ name: spare, host: spare, nodes: [spare], network: { mode: SYSTEM } }]\nnodeDefaults: { hypervisor: qemu, bridge: br0 }\n`;
	/** What services write, and keys and journals, which are never twice the same. */
	const VOLATILE = [...OTHERS, `${prefix}/var`, '/usr/local/eucalyptus/instances'];

	test('20 times, goes on each time, and ends with what a run brings that was not killed', async () => {
		const spare = cluster.host('spare');
		await spare.sh('ip link add br0 type bridge; ip link set br0 up; mkdir -p /root/site; cat >/root/site/site.yaml', {
			input: site,
		});
		const begin = Date.now();
		await spare.sh(`${setup} apply --yes`, { timeoutMs: 600_000 });
		const whole = Date.now() - begin;
		const reference = await spare.snapshot();
		await spare.sh(`${setup} uninstall --yes`);
		let seed = 20_080_701;
		for (let kill = 0; kill < 20; kill += 1) {
			seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
			const seconds = (0.3 + (seed / 2_147_483_648) * (whole / 1000) * 0.8).toFixed(2);
			const { exitCode } = await spare.try(`${setup} apply --yes & sleep ${seconds}; kill -9 $!; wait $!`);
			if (exitCode === 0) {
				await spare.try(`${setup} uninstall --yes & sleep ${seconds}; kill -9 $!; wait $!`);
			}
		}

		await spare.sh(`${setup} apply --yes`, { timeoutMs: 600_000 });
		expect(differences(reference, await spare.snapshot(), VOLATILE)).toEqual([]);
		expect(await spare.sh(`${setup} apply --yes`)).toContain('0 changes');
		await spare.sh(`${setup} uninstall --yes`);
		const now = await spare.snapshot();
		expect(differences(before.get('spare') ?? new Map(), now, OTHERS)).toEqual([]);
	});
});
