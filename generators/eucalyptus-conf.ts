import { dirname, join, relative } from 'node:path';
import { layout } from '../src/common/layout.ts';
import { CONF_KEYS, type Conf } from '../src/conf/keys.ts';
import { printConf } from '../src/conf/print.ts';
import { addressOf, type HostEntry, hostEntry, nodeSettings, nodesInUse } from '../src/site/hosts.ts';
import type { Site, SiteCluster } from '../src/site/schema.ts';
import { etcPath, type GeneratedFile } from './file.ts';

const HEADING = [
	'Configuration of Eucalyptus on this host. Read by a shell and by the controllers: KEY="value", one per line.',
	'After a change: /etc/init.d/eucalyptus restart',
];

/** The configuration (spec §2.2) and the link by which it is known below $EUCALYPTUS (§2.1). */
export function eucalyptusConf(site: Site, hostName: string): readonly GeneratedFile[] {
	const host = hostEntry(site, hostName);
	if (host === undefined) {
		return [];
	}

	const path = etcPath(site, 'default/eucalyptus');
	const link = join(layout(site.eucalyptus).etc, 'eucalyptus.conf');
	return [
		{ kind: 'file', path, mode: 0o640, content: printConf(confOf(site, host), HEADING), editable: true },
		{ kind: 'link', path: link, target: relative(dirname(link), path) },
	];
}

/** The keys that apply to the roles of this host. */
export function confOf(site: Site, host: HostEntry): Partial<Conf> {
	const { name, roles, heads, memberOf } = host;
	return {
		EUCALYPTUS: site.eucalyptus,
		START_CLOUD: roles.includes('cloud'),
		START_CC: heads !== undefined,
		START_NC: memberOf !== undefined,
		ENABLE_WS_SECURITY: site.wsSecurity,
		LOGLEVEL: site.logLevel,
		...(heads === undefined && memberOf === undefined ? {} : { HOST_NAMES: namesOf(site, name) }),
		CLOUD_HOST: name === site.cloud.host ? '127.0.0.1' : reachable(site, site.cloud.host),
		CLOUD_PORT: site.cloud.port,
		...(roles.includes('cloud') ? cloudKeys(site) : {}),
		...(heads === undefined ? {} : clusterKeys(site, heads)),
		...(memberOf === undefined ? {} : nodeKeys(site, memberOf, host)),
	};
}

function cloudKeys(site: Site): Partial<Conf> {
	const { templates, registered } = layout(site.eucalyptus);
	const shared = site.sharedDirectory;
	return {
		CLOUD_PUBLIC_HOST: site.cloud.publicHost ?? '',
		CLOUD_SSL_PORT: site.cloud.sslPort,
		TEMPLATE_PATH: shared === undefined ? templates : join(shared, 'templates'),
		REGISTERED_PATH: shared === undefined ? registered : join(shared, 'registered'),
	};
}

function clusterKeys(site: Site, cluster: SiteCluster): Partial<Conf> {
	return {
		CC_PORT: cluster.port,
		SCHEDPOLICY: cluster.scheduler,
		NODES: nodesInUse(site, cluster).map((node) => reachable(site, node)),
		NC_SERVICE: CONF_KEYS.NC_SERVICE.type.defaultValue,
		NC_PORT: cluster.nodePort,
		VNET_INTERFACE: cluster.interface,
		...networkKeys(site, cluster),
	};
}

function networkKeys(site: Site, cluster: SiteCluster): Partial<Conf> {
	const { network } = cluster;
	if (network.mode === 'SYSTEM') {
		return { VNET_MODE: 'SYSTEM' };
	}

	return {
		VNET_MODE: 'STATIC',
		VNET_NAT: network.nat,
		...(network.nat ? { VNET_BRIDGE: nodeSettings(site, cluster.host).bridge } : {}),
		VNET_DHCPDAEMON: site.dhcpDaemon,
		VNET_DHCPUSER: CONF_KEYS.VNET_DHCPUSER.type.defaultValue,
		VNET_SUBNET: network.subnet,
		VNET_NETMASK: network.netmask,
		VNET_BROADCAST: network.broadcast,
		VNET_ROUTER: network.router,
		VNET_DNS: network.dns,
		VNET_MACMAP: network.addresses,
	};
}

function nodeKeys(site: Site, cluster: SiteCluster, { name, roles }: HostEntry): Partial<Conf> {
	const node = nodeSettings(site, name);
	const shared = site.sharedDirectory === undefined ? '' : join(site.sharedDirectory, 'registered');
	return {
		NC_PORT: cluster.nodePort,
		HYPERVISOR: node.hypervisor ?? 'not_configured',
		MAX_MEM: node.maxMemory,
		MAX_CORES: node.maxCores,
		MAX_DISK: node.maxDisk,
		SWAP_SIZE: site.swapSize,
		MANUAL_INSTANCES_CLEANUP: CONF_KEYS.MANUAL_INSTANCES_CLEANUP.type.defaultValue,
		NC_CACHE_SIZE: CONF_KEYS.NC_CACHE_SIZE.type.defaultValue,
		INSTANCE_PATH: node.instancePath,
		...(roles.includes('cloud') ? {} : { REGISTERED_PATH: shared }),
		VNET_MODE: cluster.network.mode,
		VNET_INTERFACE: node.interface,
		VNET_BRIDGE: node.bridge,
	};
}

/** What the controllers on other hosts may call this one: they sign the name, and here it is compared. */
function namesOf(site: Site, host: string): readonly string[] {
	return [...new Set([host, reachable(site, host)])];
}

/** The address, where the site knows it, needs no name service. */
function reachable(site: Site, host: string): string {
	return addressOf(site, host) ?? host;
}
