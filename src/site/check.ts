import { checkStaticNetwork } from './check-network.ts';
import { hostsOf, nodeSettings, rolesOf } from './hosts.ts';
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

function clusterNames(site: Site): SiteProblem[] {
	return [
		...repeated(
			site.clusters.map(({ name }, index) => [name, `clusters[${index}].name`]),
			(name, first) => `"${name}" is the name of ${first} too; users choose a cluster by its name`,
		),
		...repeated(
			site.clusters.map(({ host }, index) => [host, `clusters[${index}].host`]),
			(host, first) => `${host} is the head of ${first} too; a host runs one cluster controller`,
		),
	];
}

function membership(site: Site): SiteProblem[] {
	const nodes = site.clusters.flatMap((cluster, c) =>
		cluster.nodes.map((node, n): [string, string] => [node, `clusters[${c}].nodes[${n}]`]),
	);
	return repeated(nodes, (node, first) => `${node} stands at ${first} too; a node belongs to one cluster, once`);
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

function sameAddress(site: Site): SiteProblem[] {
	const addresses = Object.entries(site.hosts).flatMap(([host, { address }]): [string, string][] =>
		address === undefined ? [] : [[address, `hosts.${host}.address`]],
	);
	return repeated(addresses, (address, first) => `${address} is that of ${first} too; each host has its own`);
}

function ports(site: Site): SiteProblem[] {
	const heads = site.clusters.map((cluster, index) => ({ cluster, key: `clusters[${index}]` }));
	return hostsOf(site).flatMap((host) => {
		const used: [string, string][] = [];
		if (host === site.cloud.host) {
			used.push([String(site.cloud.port), 'cloud.port'], [String(site.cloud.sslPort), 'cloud.sslPort']);
		}

		const roles = rolesOf(site, host);
		if (roles.length === 1 && roles[0] === 'node') {
			return [];
		}

		for (const { cluster, key } of heads) {
			if (cluster.host === host) {
				used.push([String(cluster.port), `${key}.port`]);
			}

			if (roles.includes('node') && cluster.nodes.includes(host)) {
				used.push([String(cluster.nodePort), `${key}.nodePort`]);
			}
		}

		return repeated(
			used,
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
