import { addressOf, hostsOf, nodeSettings, rolesOf } from './hosts.ts';
import type { Site, SiteCluster } from './schema.ts';

/** The site in sentences, for a person who decides whether to go on: what runs where, who reaches whom, what to note. */
export function explainSite(site: Site): readonly string[] {
	const { cloud } = site;
	return [
		`${cloud.host} runs the cloud controller: EC2 at http://${cloud.publicHost ?? cloud.host}:${cloud.port}/services/Eucalyptus, the web site at https://${cloud.publicHost ?? cloud.host}:${cloud.sslPort}/.`,
		...site.clusters.flatMap((cluster) => explainCluster(site, cluster)),
		`On every host Eucalyptus lives in ${site.eucalyptus}${site.systemRoot === '/' ? '' : `; files of /etc go below ${site.systemRoot}`}.`,
		site.sharedDirectory === undefined
			? 'Nodes fetch images from the cloud controller; no shared file system is needed.'
			: `Images are shared through ${site.sharedDirectory}, which all hosts must see.`,
		...notes(site),
	];
}

function explainCluster(site: Site, cluster: SiteCluster): readonly string[] {
	const { network } = cluster;
	const addresses =
		network.mode === 'SYSTEM'
			? 'instances get addresses from the DHCP server of the site'
			: `${cluster.host} gives ${network.addresses.length} addresses of ${network.subnet}/${network.netmask} to instances${network.nat ? ', which reach the outside by address translation' : ''}`;
	return [
		`Cluster ${cluster.name}: ${cluster.host} is its head (port ${cluster.port}), ${count(cluster.nodes.length)} (port ${cluster.nodePort}), scheduler ${cluster.scheduler}; ${addresses}.`,
		...nodeGroups(site, cluster),
	];
}

/** Nodes that are alike in one sentence: 10 000 of them are still one line. */
function nodeGroups(site: Site, cluster: SiteCluster): readonly string[] {
	const groups = new Map<string, string[]>();
	for (const node of cluster.nodes) {
		const { hypervisor, instancePath, bridge } = nodeSettings(site, node);
		const text = `${hypervisor ?? 'the hypervisor that the probe finds'}, bridge ${bridge}, instances in ${instancePath}`;
		const alike = groups.get(text) ?? [];
		alike.push(node);
		groups.set(text, alike);
	}

	return [...groups].map(([text, nodes]) => `  ${listed(nodes)}: ${text}.`);
}

function notes(site: Site): readonly string[] {
	const all = hostsOf(site);
	const dual = all.filter((host) => rolesOf(site, host).length > 1);
	const unknown = all.filter((host) => addressOf(site, host) === undefined);
	return [
		...(dual.length > 0 ? [`Several roles on one host: ${listed(dual)}.`] : []),
		...(unknown.length > 0 && all.length > 1
			? [
					`No address is known of ${listed(unknown)}: the services that they call accept every address, and check signatures only.`,
				]
			: []),
		...site.clusters
			.filter(({ nodes }) => nodes.length === 0)
			.map(({ name }) => `Note: cluster ${name} has no nodes; its controller does not start before it has one.`),
		...(site.wsSecurity ? [] : ['Note: messages between controllers are neither signed nor checked.']),
	];
}

function count(nodes: number): string {
	return nodes === 1 ? '1 node' : `${nodes} nodes`;
}

function listed(names: readonly string[]): string {
	return names.length <= 4
		? names.join(', ')
		: `${names.slice(0, 2).join(', ')} … ${names.at(-1)} (${names.length} hosts)`;
}
