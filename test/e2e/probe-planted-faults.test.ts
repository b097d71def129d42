import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding, FindingId } from '../../src/installer/probe/findings.ts';
import { startCluster, type TestCluster } from '../cluster/cluster.ts';
import { differences, type Snapshot } from '../cluster/snapshot.ts';

// What an operator meets: a front-end and seven nodes, six of them with something wrong, each in its own way.
const checkout = join(import.meta.dirname, '../..');
const NODES = ['node1', 'node2', 'node3', 'node4', 'node5', 'node6', 'node7'] as const;
const SHARED = '/export/eucalyptus';

/** As an operator prepares hosts: a bridge over the network card that keeps its address, and a way outside. */
const PREPARE = `
	a=$(ip -o -4 addr show eth0 | awk '{ print $4 }')
	ip link add xenbr0 type bridge && ip link set eth0 master xenbr0 && ip link set xenbr0 up
	ip addr flush dev eth0 && ip addr add "$a" dev xenbr0 && ip route add default via 10.1.0.1
	echo 'nameserver 10.1.0.1' >/etc/resolv.conf`;
/** Logs in as before, and every command that comes over the wire leaves a line in a list of the node. */
const COUNT = `
	cat >/usr/local/bin/counted <<-'E'
		#!/bin/sh
		echo command >>/run/round-trips
		exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
	E
	chmod 755 /usr/local/bin/counted
	sed -i 's|^ssh-|command="/usr/local/bin/counted" ssh-|' /root/.ssh/authorized_keys`;

let cluster: TestCluster;
let before: ReadonlyMap<string, Snapshot>;

beforeAll(async () => {
	cluster = await startCluster([]);
	const share = { source: cluster.share('images'), target: SHARED };
	await cluster.add({ name: 'frontend', mounts: [share, { source: checkout, target: checkout, options: 'ro' }] });
	for (const name of NODES) {
		const mounts = [{ ...share, options: name === 'node5' ? ('ro' as const) : ('rw' as const) }];
		await cluster.add({ name, diskSize: '16g', mounts });
	}

	await Promise.all([...cluster.hosts.values()].map((host) => host.sh(`${PREPARE}\n${COUNT}`)));
	await plant();
	before = await snapshots();
});
afterAll(async () => cluster?.stop());

async function plant(): Promise<void> {
	const [one, two, three, four, , six] = NODES.map((name) => cluster.host(name));
	await one?.skewClock(600);
	await two?.sh('dnsmasq --port=8775 --pid-file=/run/taken.pid --listen-address=127.0.0.1 --bind-interfaces -u root');
	const id = await three?.sh('cat /etc/machine-id');
	await four?.sh('cp -p /etc/machine-id /root/own-id; cat >/etc/machine-id', { input: id ?? '' });
	await six?.sh('mv /usr/bin/qemu-system-x86_64 /root/');
	await cluster.host('frontend').sh(`
		ssh-keygen -q -t ed25519 -N '' -f /root/other
		sed -i "s|^node7,.*|node7,${cluster.host('node7').address} $(cut -d' ' -f1,2 /root/other.pub)|" /root/.ssh/known_hosts`);
}

async function snapshots(): Promise<ReadonlyMap<string, Snapshot>> {
	return new Map(await Promise.all(NODES.map(async (name) => [name, await cluster.host(name).snapshot()] as const)));
}

interface Seen {
	readonly exitCode: number;
	readonly output: string;
	/** `node1 CLOCK_OFF`, without what is only good to know. */
	readonly found: readonly string[];
	readonly hosts: Readonly<Record<string, { readonly facts: unknown; readonly roundTripMs: number | null }>>;
}

async function probe(words: string): Promise<Seen> {
	const command = `mkdir -p /root/site && cd /root/site && ${checkout}/bin/euca-setup --probe ${words} --json`;
	const { exitCode, stdout, stderr } = await cluster.host('frontend').try(command, { timeoutMs: 600_000 });
	expect(stderr).toBe('');
	const { findings, hosts } = JSON.parse(stdout) as { findings: Finding[]; hosts: Seen['hosts'] };
	const important = findings.filter(({ severity }) => severity !== 'info');
	return { exitCode, hosts, output: stdout, found: important.map(({ host, id }) => `${host} ${id}`).sort() };
}

describe('a cluster with faults', () => {
	test('one run finds them all, each on its host, and nothing else', async () => {
		const { exitCode, found, hosts } = await probe(`${NODES.join(' ')} --zone lab --shared-directory ${SHARED}`);
		const planted: readonly `${string} ${FindingId}`[] = [
			'node1 CLOCK_OFF',
			'node2 PORT_TAKEN',
			'node3 SAME_MACHINE_ID',
			'node4 SAME_MACHINE_ID',
			'node5 SHARED_READ_ONLY',
			'node6 NO_VIRTUALIZATION',
			'node7 HOST_KEY_CHANGED',
		];
		expect(found).toEqual(planted);
		expect(exitCode).toBe(1);
		expect(hosts['node7']?.facts).toBeNull();
		expect(hosts['node1']?.roundTripMs).toBeGreaterThan(0);
	});

	test('it took two round trips to each host, and changed nothing there', async () => {
		const trips = await Promise.all(NODES.slice(0, 6).map((name) => cluster.host(name).sh('cat /run/round-trips')));
		expect(trips).toEqual(trips.map(() => 'command\ncommand\n'));
		const after = await snapshots();
		for (const name of NODES) {
			expect(differences(before.get(name) ?? new Map(), after.get(name) ?? new Map())).toEqual([]);
		}

		expect(await cluster.host('frontend').sh(`ls -A ${SHARED}; ls -d /dev/shm/euca-probe* || true`)).toBe('');
	});

	test('the site names all hosts, and the report shows them and needs no other file', async () => {
		const files = await cluster.host('frontend').sh('cd /root/site && cat site.yaml && cat report.html');
		for (const name of NODES) {
			expect(files).toContain(`- ${name}\n`);
			expect(files).toContain(`id="host-${name}"`);
		}

		expect(files).not.toMatch(/(?:src|href)="(?!#)/);
		expect(files).not.toContain('<script');
	});

	test('once they are put right, the same hosts are fine, and the exit code is 0', async () => {
		const [one, two, , four, five, six, seven] = NODES.map((name) => cluster.host(name));
		await one?.sh('rm /etc/ld.so.preload; /etc/init.d/ssh restart </dev/null >/dev/null 2>&1');
		await one?.up();
		await two?.sh('kill $(cat /run/taken.pid)');
		await four?.sh('cp -p /root/own-id /etc/machine-id');
		await five?.sh(`mount -o remount,bind,rw ${SHARED}`);
		await six?.sh('mv /root/qemu-system-x86_64 /usr/bin/');
		await cluster
			.host('frontend')
			.sh(`sed -i "s|^node7,.*|node7,${seven?.address} ${seven?.hostKey}|" /root/.ssh/known_hosts`);
		const { exitCode, found } = await probe(`${NODES.join(' ')} --zone lab --shared-directory ${SHARED} --force`);
		expect(found).toEqual([]);
		expect(exitCode).toBe(0);
	});

	test('without names it looks at the hosts of the site file', async () => {
		const { exitCode, hosts } = await probe('');
		expect(exitCode).toBe(0);
		expect(Object.keys(hosts)).toEqual(['frontend', ...NODES]);
	});

	test('a host that hangs and one that is gone are findings, and stop nobody else', async () => {
		await cluster.host('node1').freeze();
		await cluster.host('node2').cut();
		try {
			const { exitCode, found } = await probe(NODES.slice(0, 3).join(' '));
			expect(exitCode).toBe(1);
			expect(found).toEqual(['node1 UNREACHABLE', 'node2 UNREACHABLE']);
		} finally {
			await cluster.host('node1').thaw();
			await cluster.host('node2').join();
		}
	});

	test('a DHCP server on the wire of the nodes is found by asking for an address', async () => {
		const range = '--dhcp-range=10.1.9.1,10.1.9.9,255.255.0.0,2m';
		const pid = '/run/stranger.pid';
		await cluster
			.host('node3')
			.sh(`dnsmasq --port=0 --interface=xenbr0 ${range} --dhcp-leasefile=/run/leases --pid-file=${pid} -u root`);
		try {
			const stranger = await probe('node1 node2 --network static');
			expect(stranger.found).toEqual(['frontend FOREIGN_DHCP']);
			expect(stranger.output).toMatch(/"offered": "10\.1\.9\.\d"/);
			expect(stranger.exitCode).toBe(2);
			expect((await probe('node1 node2 --network system')).exitCode).toBe(0);
		} finally {
			await cluster.host('node3').sh(`kill $(cat ${pid})`);
		}

		expect((await probe('node1 node2 --network system')).found).toEqual(['frontend NO_DHCP']);
	});
});
