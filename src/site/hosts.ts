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
export function hostsOf(site: Site): readonly string[] {
	return [...entriesOf(site).keys()];
}

/** The roles of one host, empty for a stranger. */
export function rolesOf(site: Site, host: string): readonly Role[] {
	return entriesOf(site).get(host)?.roles ?? [];
}

/** Roles and clusters of one host; undefined for a stranger. */
export function hostEntry(site: Site, host: string): HostEntry | undefined {
	return entriesOf(site).get(host);
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

/** A site is only read, so what was counted once holds; without this 10 000 nodes would cost 10 000² comparisons. */
const counted = new WeakMap<Site, ReadonlyMap<string, HostEntry>>();

function entriesOf(site: Site): ReadonlyMap<string, HostEntry> {
	const known = counted.get(site);
	if (known !== undefined) {
		return known;
	}

	const entries = countHosts(site);
	counted.set(site, entries);
	return entries;
}

/** What is to be mounted on the host at the shared directory; undefined on the host that exports that very directory. */
export function sharedMount({ sharedFrom, sharedDirectory, hosts }: Site, name: string): string | undefined {
	const [server = '', path] = (sharedFrom ?? '').split(':');
	const isServer = path === sharedDirectory && (server === name || server === hosts[name]?.address);
	return isServer ? undefined : sharedFrom;
}

/** Nodes that are nothing else, thousands of them, share one list. */
const NODE: readonly Role[] = ['node'];

function countHosts(site: Site): ReadonlyMap<string, HostEntry> {
	const heads = new Map(site.clusters.map((cluster) => [cluster.host, cluster]));
	const members = new Map<string, SiteCluster>();
	for (const cluster of site.clusters) {
		for (const node of cluster.nodes) {
			members.set(node, cluster);
		}
	}

	const entries = new Map<string, HostEntry>();
	for (const name of new Set([site.cloud.host, ...heads.keys()])) {
		const [heading, memberOf] = [heads.get(name), members.get(name)];
		const roles: Role[] = [
			...(name === site.cloud.host ? (['cloud'] as const) : []),
			...(heading === undefined ? [] : (['cluster'] as const)),
			...(memberOf === undefined ? [] : NODE),
		];
		entries.set(name, { name, roles, heads: heading, memberOf });
	}

	for (const [name, memberOf] of members) {
		if (!entries.has(name)) {
			entries.set(name, { name, roles: NODE, heads: undefined, memberOf });
		}
	}

	return entries;
}
