import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRoll } from '../../iso/build-roll.ts';
import { buildTimeOf } from '../../iso/build-time.ts';
import { isoFileName, type RocksRelease } from '../../iso/target.ts';
import { run } from '../../src/common/run.ts';
import type { TestHost } from '../cluster/host.ts';
import { baseRpm } from '../rocks/base-rpm.ts';
import { type RocksCluster, startRocks } from '../rocks/cluster-of-release.ts';
import { GuideCommands } from '../rocks/guide.ts';

/*
 * The story of the administrator's guide, told to emulated front-ends of each release of Rocks and their VM containers:
 * the finished images, their RPMs, scripts and services are the real ones. There is no Xen here and no KVM, so each node
 * is told by hand to emulate its processors, which the scripts must leave alone.
 */
const CONF = '/etc/default/eucalyptus';
const SBIN = '/opt/eucalyptus-1.1/usr/sbin';
const top = join(import.meta.dirname, '../..');
const PACKAGES = ['-runtime', '', '-cloud', '-cc', '-nc'].map((part) => `eucalyptus${part}-1.1-1.x86_64.rpm`);

const commands = new GuideCommands();
let work: string;
let base: string;
let rocks: RocksCluster;

beforeAll(async () => {
	work = mkdtempSync(join(tmpdir(), 'euca-rolls-'));
	base = await baseRpm(work);
	await run('make', ['-C', top, '--no-print-directory', 'roll', 'ARCH=x86_64'], { timeoutMs: 600_000 });
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** The roll for a release, with the packages of the one that `make roll` has just built. */
async function rollFor(release: RocksRelease): Promise<string> {
	const out = join(top, 'iso/out');
	if (release === '5.0') {
		return join(out, isoFileName({ rocks: release, arch: 'x86_64' }));
	}

	const target = { rocks: release, arch: 'x86_64', buildTime: await buildTimeOf(top) } as const;
	const rpms = PACKAGES.map((name) => join(out, 'rpms/x86_64', name));
	return (await buildRoll(target, { rpms, out: work })).path;
}

function startsWith(release: RocksRelease, nodes: readonly string[]): void {
	beforeAll(async () => {
		rocks = await startRocks({ release, nodes, iso: await rollFor(release), base });
	});
	afterAll(async () => rocks?.stop());
}

/** Types a line of the guide on the front-end. */
function guide(command: string, input = ''): Promise<string> {
	return rocks.type(commands.typed(command), input);
}

async function answers(command: string, what: RegExp): Promise<void> {
	await expect
		.poll(async () => (await rocks.frontEnd.try(`${command} 2>&1`)).stdout, { timeout: 180_000, interval: 500 })
		.toMatch(what);
}

/** Gives the roll to the front-end, as the guide says. */
async function addRoll(release: RocksRelease): Promise<void> {
	await guide(`rocks add roll clean=1 /root/${isoFileName({ rocks: release, arch: 'x86_64' })}`);
	await guide('rocks enable roll eucalyptus');
	const distribution =
		release === '5.0' ? 'cd /home/install && rocks-dist dist' : 'cd /export/rocks/install && rocks create distro';
	expect(await guide(distribution)).toContain('installing "eucalyptus" profiles...');
}

/** Installs a VM container, whose second boot is still to come. @returns its configuration */
async function installNode(node: TestHost): Promise<string> {
	expect(await rocks.install(node)).toContain('starts at the boot that follows');
	expect(await node.sh('pgrep -f [e]ucalyptus-node.js || echo none')).toBe('none\n');
	const conf = await node.sh(`cat ${CONF}`);
	await node.sh(`sed -i 's/^HYPERVISOR=.*/HYPERVISOR="qemu"/' ${CONF}`);
	return conf;
}

/** The second boot. */
async function boot(node: TestHost, reboot: () => Promise<unknown> = () => node.try('reboot')): Promise<void> {
	const times = node.boots() + 1;
	await reboot();
	await expect.poll(() => node.boots(), { timeout: 180_000 }).toBe(times);
	await node.up();
}

describe('a cluster of Rocks V becomes a cloud', () => {
	startsWith('5.0', ['vm-container-0-0', 'vm-container-0-1']);

	it('the front-end takes the roll, twice, and its distribution holds it', async () => {
		await addRoll('5.0');
		await addRoll('5.0');
		expect(await guide('rocks list roll')).toMatch(/^eucalyptus: +5\.0 +x86_64 yes/m);
	});

	it('nodes are known, are installed from it, and start nothing while they are', async () => {
		await insertNodes();
		expect(await guide('rocks list host')).toMatch(/^vm-container-0-1: +VM Container /m);
		for (const conf of await Promise.all(rocks.nodes.map(installNode))) {
			expect(conf).toContain('INSTANCE_PATH="/state/partition1/eucalyptus/instances"');
			expect(conf).toContain('HYPERVISOR="xen"');
			expect(conf).toContain('VNET_BRIDGE="xenbr0"');
			expect(conf).toContain(`CLOUD_HOST="${rocks.frontEnd.address}"`);
		}
	});

	it('after their second boot the node controllers run, and say that they have no keys yet', async () => {
		await Promise.all(rocks.nodes.map((node) => boot(node)));
		await Promise.all(rocks.nodes.map(({ address }) => answers(askNode(address), /has no keys yet/)));
	});

	it('build.sh makes the front-end run, gives keys to the node that is up, and names the one that is not', async () => {
		await rocks.nodes[1]?.cut();
		// a switch that has just lost a port: "up" is whoever answers now
		await answers("timeout 5 bash -c 'exec 3<>/dev/tcp/vm-container-0-0/22; head -c 3 <&3'", /SSH/);
		await guide('kroll eucalyptus > build.sh');
		const said = await guide('sh ./build.sh');
		expect(said).toMatch(/vm-container-0-0: has its keys now/);
		expect(said).toMatch(/vm-container-0-1: warning: has not got its keys: .*cannot connect/);
		expect(said).toContain('euca_sync_key');
		expect(await rocks.frontEnd.sh(`grep ^NODES= ${CONF}`)).toBe('NODES="vm-container-0-0 vm-container-0-1"\n');
		await answers(commands.typed(`${SBIN}/NCclient vm-container-0-0:8775 describeResource`), /[0-9]/);
		await answers(commands.typed(`${SBIN}/CCclient_full localhost:8774 describeResources`), /./);
	});

	it('euca_sync_key does the rest once the other node is there', async () => {
		await rocks.nodes[1]?.join();
		// a switch may take its time to let a cable speak again; the guide says: try again in a bit
		await expect
			.poll(() => guide(`${SBIN}/euca_sync_key`), { timeout: 180_000, interval: 500 })
			.toMatch(/vm-container-0-1 +\d+ key files written/);
		await answers(`${SBIN}/NCclient vm-container-0-1:8775 describeResource`, /[0-9]/);
		await answers(commands.typed(`${SBIN}/euca list_clusters`), /frontend.*UP/);
	});

	it('build.sh may be run again: what was set by hand stays, nothing breaks, no key changes', buildAgain);

	it('an image is registered, and the web site and the EC2 interface answer', async () => {
		// the names are those of build/test-image/euca-ttylinux.tgz; its files are not looked at before an instance runs
		await rocks.frontEnd.sh(`cd /root && mkdir ttylinux && head -c 1M /dev/zero >ttylinux/ttylinux.img
			cp ttylinux/ttylinux.img ttylinux/vmlinuz-6.1.0; cp ttylinux/ttylinux.img ttylinux/initrd.img-6.1.0
			tar czf euca-ttylinux.tgz ttylinux; rm -r ttylinux`);
		await guide('tar zxf euca-ttylinux.tgz');
		await guide(
			`cd ttylinux && ${SBIN}/euca add_image --disk-image ttylinux.img --kernel-image vmlinuz-* --ramdisk-image initrd.img-* --image-name ttylinux`,
		);
		expect(await guide(`${SBIN}/euca list_images`)).toContain('ttylinux');
		await guide(`${SBIN}/euca get_credentials --user admin --out /root/.euca`);
		expect(await rocks.frontEnd.sh('. /root/.euca/eucarc; echo $EC2_URL')).toMatch(/^http:\/\/\S+:8773\//);
		expect(await rocks.frontEnd.sh('curl -sk -o /dev/null -w %{http_code} https://localhost:8443/')).toBe('200');
	});

	it('users outside reach EC2 and the web site, and the cluster controller until that is closed to them', async () => {
		const outside = await standOutside();
		expect(await outside()).toEqual([8773, 8443, 8774]);
		await guide('iptables -A INPUT -i eth1 -p tcp --dport 8774 -j REJECT');
		await guide('service iptables save');
		expect(await outside()).toEqual([8773, 8443]);
		await answers(`${SBIN}/euca list_clusters`, /frontend.*UP/);
		expect(await rocks.frontEnd.sh('cat /etc/sysconfig/iptables')).toContain('--dport 8774 -j REJECT');
	});

	it('where a site refuses everything from outside, the two ports of users are opened', async () => {
		const outside = await standOutside();
		await rocks.frontEnd.sh('iptables -A INPUT -i eth1 -p tcp --dport 1025:65535 -j REJECT');
		expect(await outside()).toEqual([]);
		await guide('iptables -I INPUT -i eth1 -p tcp --dport 8773 -j ACCEPT');
		await guide('iptables -I INPUT -i eth1 -p tcp --dport 8443 -j ACCEPT');
		expect(await outside()).toEqual([8773, 8443]);
	});

	it('a node is installed anew by name', async () => {
		await guide('rocks set host pxeboot vm-container-0-0 action=install');
		expect(await guide('rocks list host pxeboot')).toMatch(/^vm-container-0-0: install/m);
		await rocks.frontEnd.try(commands.typed('ssh vc0-0 reboot'));
		await expect.poll(() => rocks.nodes[0]?.boots(), { timeout: 180_000 }).toBe(3);
	});
});

describe.each(['7.0', '6.2'] as const)('a cluster of Rocks %s becomes a cloud', (release) => {
	startsWith(release, ['vm-container-0-0']);

	it('the front-end takes the roll', async () => {
		await addRoll(release);
		expect(await guide('rocks list roll')).toMatch(/^eucalyptus: +\d\.\d +x86_64 yes/m);
	});

	it('VM containers are installed for KVM, compute nodes get nothing', async () => {
		await insertNodes();
		await rocks.type('insert-ethers', 'Compute\n00:16:3e:00:02:00 10.1.1.200\n');
		expect(await rocks.kickstart('compute-0-0')).toEqual({ packages: [], posts: [] });
		await guide('rocks set host boot vm-container-0-0 action=install');
		expect(await guide('rocks list host boot')).toMatch(/^vm-container-0-0: install/m);
		for (const conf of await Promise.all(rocks.nodes.map(installNode))) {
			expect(conf).toContain('HYPERVISOR="kvm"');
			expect(conf).toContain('VNET_BRIDGE="eth0"');
			expect(conf).toContain(`CLOUD_HOST="${rocks.frontEnd.address}"`);
		}

		await Promise.all(rocks.nodes.map((node) => boot(node)));
	});

	it('build.sh installs the front-end by yum, starts it and gives the node its keys', async () => {
		await guide('rocks run roll eucalyptus > build.sh');
		expect(await rocks.frontEnd.sh('grep -c "^yum.*install" /root/build.sh')).toBe(release === '7.0' ? '1\n' : '4\n');
		const said = await guide('sh ./build.sh');
		expect(said).not.toMatch(/YUM failed|ERROR|FAILED/);
		expect(said).toMatch(/vm-container-0-0: has its keys now/);
		expect(await rocks.frontEnd.sh("rpm -qa 'eucalyptus*' --qf '%{NAME}\\n' | sort")).toBe(
			'eucalyptus\neucalyptus-cc\neucalyptus-cloud\neucalyptus-runtime\n',
		);
		expect(await rocks.frontEnd.sh(`grep ^NODES= ${CONF}`)).toBe('NODES="vm-container-0-0"\n');
		await answers(`${SBIN}/NCclient vm-container-0-0:8775 describeResource`, /[0-9]/);
		await answers(`${SBIN}/CCclient_full localhost:8774 describeResources`, /./);
		await answers(`${SBIN}/euca list_clusters`, /frontend.*UP/);
	});

	it('build.sh may be run again: what was set by hand stays, nothing breaks, no key changes', buildAgain);

	it('the firewall of Rocks keeps the outside from the cluster controller, and lets it to the ports of users', async () => {
		const outside = await standOutside();
		expect(await outside()).toEqual([8773, 8443, 8774]);
		const rule = 'rocks add firewall host=localhost network=public protocol=tcp chain=INPUT';
		await guide(`${rule} service=8774 action=REJECT rulename=R50-EUCALYPTUS-CC`);
		await guide('rocks sync host firewall localhost');
		expect(await outside()).toEqual([8773, 8443]);
		await rocks.type(`${rule} service=1025:65535 action=REJECT rulename=R90-SITE; rocks sync host firewall localhost`);
		expect(await outside()).toEqual([]);
		await guide(`${rule} service=8773 action=ACCEPT rulename=A50-EUCALYPTUS-EC2`);
		await guide(`${rule} service=8443 action=ACCEPT rulename=A50-EUCALYPTUS-WEB`);
		await guide('rocks sync host firewall localhost');
		expect(await outside()).toEqual([8773, 8443]);
	});

	if (release === '7.0') {
		it('a node that is installed anew gets its keys by euca_sync_key', async () => {
			const [node] = rocks.nodes;
			if (node !== undefined) {
				await node.sh(
					`rm -rf ${CONF} /opt/eucalyptus-1.1; rpm -qa 'eucalyptus*' | xargs rpm -e --justdb --nodeps --noscripts`,
				);
				await installNode(node);
				await boot(node, () => rocks.frontEnd.try(commands.typed('ssh vm-container-0-0 reboot')));
				expect(await guide(`${SBIN}/euca_sync_key`)).toMatch(/vm-container-0-0 +\d+ key files written/);
				await answers(`${SBIN}/NCclient vm-container-0-0:8775 describeResource`, /[0-9]/);
			}
		});
	}
});

describe('a roll that is given to a front-end of Rocks 6.2 while it is installed', () => {
	startsWith('6.2', []);

	it('starts nothing in the installer, and says when it goes on', async () => {
		await addRoll('6.2');
		expect(await rocks.installFrontEnd()).toContain('the front-end sets itself up at its first boot');
		expect(await rocks.frontEnd.sh('pgrep -f [e]ucalyptus-cloud.js || echo none')).toBe('none\n');
	});

	it('is a cloud that knows its cluster after the first boot, without a further word', async () => {
		await boot(rocks.frontEnd);
		await answers(`${SBIN}/euca list_clusters`, /^CLUSTER\tfrontend\t/m);
		await answers('ls /etc/rc.d/rocksconfig.d', /^$/);
		expect(await rocks.frontEnd.sh('cat /tmp/rocksconfig.debug')).toContain('The cloud runs: ');
		expect(await rocks.frontEnd.sh('cat /opt/eucalyptus-1.1/etc/eucalyptus/site.yaml')).toContain('hypervisor: kvm');
	});
});

it('every command of the guide has been typed', () => expect(commands.untyped()).toEqual([]));

/** Machines boot from the network and are named. */
async function insertNodes(): Promise<void> {
	const machines = rocks.nodes.map(({ address }, at) => `00:16:3e:00:01:0${at} ${address}\n`).join('');
	await guide('insert-ethers', `VM Container\n${machines}`);
}

function askNode(address: string): string {
	return `curl -s http://${address}:8775/axis2/services/EucalyptusNC`;
}

/** A machine on the front-end's public network. @returns asks which ports answer it */
async function standOutside(): Promise<() => Promise<readonly number[]>> {
	await rocks.frontEnd.sh(`ip netns list | grep -q outside || {
		ip netns add outside
		ip link add eth1 type veth peer name eth0 netns outside
		ip addr add 192.0.2.1/24 dev eth1
		ip link set eth1 up
		ip -n outside addr add 192.0.2.2/24 dev eth0
		ip -n outside link set eth0 up
	}`);
	return async () => {
		const asked = [8773, 8443, 8774].map(async (port) => {
			const { exitCode } = await rocks.frontEnd.try(
				`ip netns exec outside bash -c 'exec 3<>/dev/tcp/192.0.2.1/${port}'`,
			);
			return exitCode === 0 ? [port] : [];
		});
		return (await Promise.all(asked)).flat();
	};
}

async function buildAgain(): Promise<void> {
	const { frontEnd, nodes } = rocks;
	const keys = 'sha256sum /opt/eucalyptus-1.1/var/eucalyptus/keys/*';
	const before = await frontEnd.sh(keys);
	await frontEnd.sh(`sed -i 's/^LOGLEVEL=.*/LOGLEVEL="DEBUG"/' ${CONF}`);
	const said = await guide('sh ./build.sh');
	// what several hosts say alike may stand in one line: vm-container-0-[0-1]
	expect(said).toMatch(/vm-container-0-\S+: has its keys/);
	expect(said).not.toMatch(/has not got its keys|ERROR|FAILED/);
	expect(await frontEnd.sh(`grep -c ^LOGLEVEL=.DEBUG ${CONF}; grep -c ^NODES= ${CONF}`)).toBe('1\n1\n');
	expect(await frontEnd.sh(keys)).toBe(before);
	expect(await guide('/etc/init.d/eucalyptus status')).toMatch(/CC +running[\s\S]*CLC +running/);
	await answers(`${SBIN}/euca list_clusters`, /frontend.*UP/);
	for (const node of nodes) {
		expect(await node.sh(`grep ^HYPERVISOR= ${CONF}`)).toBe('HYPERVISOR="qemu"\n');
	}
}
