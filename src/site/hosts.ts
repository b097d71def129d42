import { isIPv4 } from 'node:net';
import type { Site, SiteCluster } from './schema.ts';

/** What runs on a host: the cloud controller, a cluster controller, a node controller. */
export type Role = 'cloud' | 'cluster' | 'node';

/** What a host does, and for whom. */
export interface HostEntry {
	readonly name: string;
	/** In the order cloud, cluster, node: the order in which they start. */
	readonly roles: readonly Role[];
	/** The cluster whose controller runs here. */
	readonly heads: SiteCluster | undefined;
	/** The cluster that this node belongs to. */
	readonly memberOf: SiteCluster | undefined;
}

/** Every host of the site once: the cloud's, the cluster heads, the nodes, each in the order of the file. */
export function hostsOf({ cloud, clusters }: Site): readonly string[] {
	return [...new Set([cloud.host, ...clusters.map(({ host }) => host), ...clusters.flatMap(({ nodes }) => nodes)])];
}

/** The roles of one host, empty for a stranger. */
export function rolesOf(site: Site, host: string): readonly Role[] {
	return hostEntry(site, host)?.roles ?? [];
}

/** Roles and clusters of one host; undefined for a stranger. */
export function hostEntry(site: Site, name: string): HostEntry | undefined {
	const { heads, members } = clustersOf(site);
	const [heading, memberOf] = [heads.get(name), members.get(name)];
	const roles: readonly Role[] = [
		...(name === site.cloud.host ? (['cloud'] as const) : []),
		...(heading === undefined ? [] : (['cluster'] as const)),
		...(memberOf === undefined ? [] : (['node'] as const)),
	];
	return roles.length === 0 ? undefined : { name, roles, heads: heading, memberOf };
}

/** The nodes of a cluster that get new instances: those that are not drained. */
export function nodesInUse({ hosts }: Site, { nodes }: SiteCluster): readonly string[] {
	return nodes.filter((node) => hosts[node]?.drained !== true);
}

/** Settings of one node: its own entry over the site's defaults. */
export function nodeSettings(site: Site, host: string): Site['nodeDefaults'] {
	const { address: _, drained: __, ...own } = site.hosts[host] ?? {};
	const defaults = site.nodeDefaults;
	return {
		...defaults,
		...own,
		instancePath: own.instancePath ?? defaults.instancePath,
		bridge: own.bridge ?? defaults.bridge,
		interface: own.interface ?? defaults.interface,
	};
}

/** The IPv4 address, if the site knows it: from the host's entry, or because its name is one. */
export function addressOf(site: Site, host: string): string | undefined {
	return site.hosts[host]?.address ?? (isIPv4(host) ? host : undefined);
}

/** Clusters by their head and by their nodes. */
interface Clusters {
	readonly heads: ReadonlyMap<string, SiteCluster>;
	readonly members: ReadonlyMap<string, SiteCluster>;
}

/** A site is only read, so what was looked up once holds; without this 10 000 nodes would cost 10 000² comparisons. */
const known = new WeakMap<Site, Clusters>();

function clustersOf(site: Site): Clusters {
	const before = known.get(site);
	if (before !== undefined) {
		return before;
	}

	const heads = new Map(site.clusters.map((cluster) => [cluster.host, cluster]));
	const members = new Map<string, SiteCluster>();
	for (const cluster of site.clusters) {
		for (const node of cluster.nodes) {
			members.set(node, cluster);
		}
	}

	known.set(site, { heads, members });
	return { heads, members };
}

/** What is to be mounted on the host at the shared directory; undefined on the host that exports that very directory. */
export function sharedMount({ sharedFrom, sharedDirectory, hosts }: Site, name: string): string | undefined {
	const [server = '', path] = (sharedFrom ?? '').split(':');
	const isServer = path === sharedDirectory && (server === name || server === hosts[name]?.address);
	return isServer ? undefined : sharedFrom;
}
