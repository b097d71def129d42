import { existsSync } from 'node:fs';
import { loadSite, validSite } from '../../site/load.ts';
import type { Site, SiteInput } from '../../site/schema.ts';
import type { RocksCluster } from './front-end.ts';

/** What the kickstart file tells, with what the machine itself knows in its place. */
export interface FrontEndOptions {
	readonly eucalyptus: string;
	/** Short name, by which nodes know the front-end, and by which users choose the cluster. */
	readonly privateHost: string;
	readonly publicHost?: string | undefined;
	readonly privateAddress?: string | undefined;
	/** What Rocks knows; undefined while the front-end itself is being installed. */
	readonly cluster?: RocksCluster | undefined;
}

/**
 * The site of a Rocks cluster. A site file that is there stays as a person may have edited it; only its nodes follow
 * Rocks. Each node settles its own disk and hypervisor when it is installed.
 */
export async function frontEndSite(file: string, options: FrontEndOptions): Promise<Site> {
	const { cluster, privateHost } = options;
	if (!existsSync(file)) {
		return validSite(firstSite(options), 'what Rocks says of its cluster');
	}

	const site = await loadSite(file);
	if (cluster === undefined) {
		return site;
	}

	const clusters = site.clusters.map((one) => (one.host === privateHost ? { ...one, nodes: [...cluster.nodes] } : one));
	const roles = new Set([site.cloud.host, ...clusters.flatMap(({ host, nodes }) => [host, ...nodes])]);
	const hosts = Object.fromEntries(Object.entries(site.hosts).filter(([name]) => roles.has(name)));
	return validSite({ ...site, clusters, hosts }, file);
}

function firstSite({ eucalyptus, privateHost, publicHost, privateAddress, cluster }: FrontEndOptions): SiteInput {
	const own = cluster?.known.get(cluster.frontEnd);
	const address = privateAddress ?? own?.address;
	return {
		version: 1,
		eucalyptus,
		cloud: { host: privateHost, ...(publicHost === undefined ? {} : { publicHost }) },
		clusters: [
			{
				name: privateHost,
				host: privateHost,
				nodes: [...(cluster?.nodes ?? [])],
				...(own?.interface === undefined ? {} : { interface: own.interface }),
			},
		],
		// Nodes are called by name: Rocks keeps /etc/hosts of everybody, and NODES is for people to read and edit.
		hosts: address === undefined ? {} : { [privateHost]: { address } },
		nodeDefaults: { instancePath: SCRATCH_INSTANCES, ...hypervisorOf(cluster) },
	};
}

/** Rocks' big partition of a node, and what lies there. */
export const SCRATCH = '/state/partition1';
export const SCRATCH_INSTANCES = `${SCRATCH}/eucalyptus/instances`;

/** Rocks V runs VM containers under Xen; later releases under KVM, where the bridge takes the name of its card. */
export const BRIDGES = {
	xen: { hypervisor: 'xen', bridge: 'xenbr0', interface: 'eth0' },
	kvm: { hypervisor: 'kvm', bridge: 'eth0', interface: 'peth0' },
} as const;

function hypervisorOf(cluster: RocksCluster | undefined) {
	return cluster?.rolls.some(({ name, enabled }) => name === 'kvm' && enabled) ? BRIDGES.kvm : BRIDGES.xen;
}
