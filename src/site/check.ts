import { checkStaticNetwork } from './check-network.ts';
import { hostsOf, nodeSettings } from './hosts.ts';
import { repeated, type SiteProblem } from './problem.ts';
import type { Site } from './schema.ts';

/** What one key alone cannot show (spec §2.2, §8 row 11). Empty for a sound site. */
export function checkSite(site: Site): readonly SiteProblem[] {
	return [
		...clusterNames(site),
		...membership(site),
		...strangers(site),
		...sameAddress(site),
		...ports(site),
		...translatedBridges(site),
		...interfaces(site),
		...site.clusters.flatMap((cluster, index) => checkStaticNetwork(cluster.network, `clusters[${index}].network`)),
	];
}

function clusterNames({ clusters }: Site): SiteProblem[] {
	return [
		...repeated(
			clusters.map(({ name }) => name),
			() => clusters.map((_, index) => `clusters[${index}].name`),
			(name, first) => `"${name}" is the name of ${first} too; users choose a cluster by its name`,
		),
		...repeated(
			clusters.map(({ host }) => host),
			() => clusters.map((_, index) => `clusters[${index}].host`),
			(host, first) => `${host} is the head of ${first} too; a host runs one cluster controller`,
		),
	];
}

function membership({ clusters }: Site): SiteProblem[] {
	return repeated(
		clusters.flatMap(({ nodes }) => nodes),
		() => clusters.flatMap(({ nodes }, c) => nodes.map((_, n) => `clusters[${c}].nodes[${n}]`)),
		(node, first) => `${node} stands at ${first} too; a node belongs to one cluster, once`,
	);
}

function strangers(site: Site): SiteProblem[] {
	const known = new Set(hostsOf(site));
	return Object.keys(site.hosts)
		.filter((host) => !known.has(host))
		.map((host) => ({
			key: `hosts.${host}`,
			problem: 'has settings but no role; name it as cloud.host, clusters[].host or in clusters[].nodes, or remove it',
		}));
}

function sameAddress({ hosts }: Site): SiteProblem[] {
	return repeated(
		Object.values(hosts).flatMap(({ address }) => address ?? []),
		() => Object.keys(hosts).flatMap((host) => (hosts[host]?.address === undefined ? [] : `hosts.${host}.address`)),
		(address, first) => `${address} is that of ${first} too; each host has its own`,
	);
}

/** A node that is nothing else uses one port. */
function ports(site: Site): SiteProblem[] {
	const { cloud, clusters } = site;
	return [...new Set([cloud.host, ...clusters.map(({ host }) => host)])].flatMap((host) => {
		const used: [port: number, key: string][] = [];
		if (host === cloud.host) {
			used.push([cloud.port, 'cloud.port'], [cloud.sslPort, 'cloud.sslPort']);
		}

		for (const [index, cluster] of clusters.entries()) {
			if (cluster.host === host) {
				used.push([cluster.port, `clusters[${index}].port`]);
			}

			if (cluster.nodes.includes(host)) {
				used.push([cluster.nodePort, `clusters[${index}].nodePort`]);
			}
		}

		return repeated(
			used.map(([port]) => String(port)),
			() => used.map(([, key]) => key),
			(port, first) => `${port} is ${first} too, and both are used on ${host}; choose another port`,
		);
	});
}

/** A bridge that address translation serves reaches no wire, so no other host. */
function translatedBridges(site: Site): SiteProblem[] {
	return site.clusters.flatMap(({ host, nodes, network }, index) =>
		network.mode === 'STATIC' && network.nat && nodes.some((node) => node !== host)
			? [
					{
						key: `clusters[${index}].network.nat`,
						problem: 'is for a cluster whose only node is its own head; remove it',
					},
				]
			: [],
	);
}

/** VNET_INTERFACE is one key for both roles. */
function interfaces(site: Site): SiteProblem[] {
	return site.clusters.flatMap((cluster, index) => {
		const own = nodeSettings(site, cluster.host).interface;
		return cluster.nodes.includes(cluster.host) && own !== cluster.interface
			? [
					{
						key: `clusters[${index}].interface`,
						problem: `${cluster.interface} differs from ${own}, the interface of ${cluster.host} as a node; set hosts.${cluster.host}.interface to the same`,
					},
				]
			: [];
	});
}
