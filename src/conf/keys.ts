import { LOG_LEVELS } from '../common/log.ts';
import {
	dir,
	enumeration,
	flag,
	host,
	hosts,
	ifname,
	integer,
	ipv4,
	type KeySpec,
	list,
	macmap,
	netmask,
	path,
	port,
	word,
} from './types.ts';

const key = <T>(type: KeySpec<T>['type'], readers: string, text: string): KeySpec<T> => ({ type, readers, text });

/**
 * Every key of eucalyptus.conf (spec/eucalyptus §2.2). Parser, printer, controllers, generators and the reference page
 * are made from this table; a new key is one line here.
 */
export const CONF_KEYS = {
	EUCALYPTUS: key(dir('/opt/eucalyptus-1.1'), 'ICNLT', 'Where Eucalyptus is installed.'),
	START_CLOUD: key(flag(false), 'I', 'Run the cloud controller on this host (Y or N).'),
	START_CC: key(flag(false), 'I', 'Run a cluster controller on this host (Y or N).'),
	START_NC: key(flag(false), 'I', 'Run a node controller on this host (Y or N).'),
	ENABLE_WS_SECURITY: key(
		flag(true),
		'CNLT',
		'Sign and verify every message between the controllers. N is for debugging on a closed network only.',
	),
	LOGLEVEL: key(enumeration(LOG_LEVELS, 'INFO'), 'CNL', 'How much is logged.'),
	HOST_NAMES: key(
		hosts(),
		'CN',
		'Further names and addresses by which other hosts call this one, separated by blanks. Orders that are addressed to another host are refused; the names and addresses that this host itself knows are always its own.',
	),
	CLOUD_HOST: key(host('127.0.0.1'), 'NT', 'Where node controllers and tools find the cloud controller.'),
	CLOUD_PUBLIC_HOST: key(
		host(''),
		'LT',
		'How users reach the cloud controller, for links and eucarc. Empty: by the name that they used.',
	),
	CLOUD_PORT: key(port(8773), 'ICLT', 'Port of the EC2 interface.'),
	CLOUD_SSL_PORT: key(port(8443), 'IL', 'Port of the web site (https).'),
	CC_PORT: key(port(8774), 'ICT', 'Port of the cluster controller.'),
	SCHEDPOLICY: key(
		enumeration(['GREEDY', 'ROUNDROBIN'], 'GREEDY'),
		'C',
		'How nodes are chosen: GREEDY fills the first that fits, ROUNDROBIN takes turns.',
	),
	NODES: key(
		hosts(),
		'ICT',
		'The list of Node Controllers the cluster controller will be in charge of, separated by blanks. On a Rocks cluster, "rocks list host" shows the machines (those of kind VM Container are meant).',
	),
	NC_SERVICE: key(
		path('axis2/services/EucalyptusNC'),
		'CT',
		'Path of the node controller service, without a leading slash.',
	),
	NC_PORT: key(
		port(8775),
		'ICNT',
		'Port of the node controllers; must differ from CC_PORT where both run on one host.',
	),
	HYPERVISOR: key(
		enumeration(['xen', 'kvm', 'qemu', 'not_configured'], 'not_configured'),
		'N',
		'Hypervisor of this node. qemu is emulation without hardware support: slow, but it runs everywhere.',
	),
	MAX_MEM: key(
		integer(undefined, 1),
		'N',
		'Most memory (MB) that instances may use together; never more than there is.',
	),
	MAX_CORES: key(integer(undefined, 1), 'N', 'Number of cores to offer, in place of the real number.'),
	MAX_DISK: key(integer(undefined, 1), 'N', 'Most disk (GB) that instances may use together.'),
	SWAP_SIZE: key(integer(512, 0), 'N', 'Swap disk of each instance (MB); 0 for none.'),
	MANUAL_INSTANCES_CLEANUP: key(integer(0, 0, 1), 'N', '1 keeps the files of dead instances.'),
	NC_CACHE_SIZE: key(
		integer(99_999, 0),
		'N',
		'Size of the image cache (MB); the least recently used image goes first. 0 for no cache.',
	),
	INSTANCE_PATH: key(dir('not_configured'), 'IN', 'Where instances live on the local disk of each node.'),
	TEMPLATE_PATH: key(dir(''), 'LT', 'Copies of the originals of images; on a shared file system if there is one.'),
	REGISTERED_PATH: key(
		dir(''),
		'LNT',
		'What node controllers copy images from; on a shared file system if there is one.',
	),
	VNET_MODE: key(
		enumeration(['SYSTEM', 'STATIC'], 'SYSTEM'),
		'CN',
		'Who gives addresses to instances: SYSTEM, the DHCP server of the site; STATIC, ours, from VNET_MACMAP.',
	),
	VNET_INTERFACE: key(
		ifname('eth0'),
		'CN',
		'Cluster controller: the interface towards the nodes. Node: the interface under the bridge.',
	),
	VNET_BRIDGE: key(ifname('xenbr0'), 'IN', 'The bridge that instances are plugged into.'),
	VNET_NAT: key(
		flag(false),
		'IC',
		'Y on a single machine: VNET_BRIDGE is made by us, reaches no wire, and leads outside by address translation.',
	),
	VNET_DHCPDAEMON: key(path('/usr/sbin/dhcpd'), 'IC', 'DHCP server for STATIC: dhcpd (ISC) or dnsmasq.'),
	VNET_DHCPUSER: key(word('root'), 'C', 'The user that the DHCP server runs as.'),
	VNET_SUBNET: key(ipv4(), 'C', 'Network of the instances.'),
	VNET_NETMASK: key(netmask(), 'C', 'Its mask.'),
	VNET_BROADCAST: key(ipv4(), 'C', 'Its broadcast address.'),
	VNET_ROUTER: key(ipv4(), 'C', 'The router that instances use.'),
	VNET_DNS: key(ipv4(), 'C', 'The name server that instances use.'),
	VNET_MACMAP: key(macmap(), 'C', 'Pairs MAC=IP, separated by blanks: the addresses that STATIC gives out.'),
	VNET_ADDRSPERNET: key(
		integer(32, 4),
		'C',
		'MANAGED: addresses in the network of one security group (a power of two).',
	),
	VNET_PUBLICIPS: key(list(), 'C', 'MANAGED: public addresses, as a.b.c.d, a.b.c.d/len or !a.b.c.d.'),
} as const;

export type ConfKey = keyof typeof CONF_KEYS;

/** The typed content of eucalyptus.conf, every default filled in. */
export type Conf = { readonly [K in ConfKey]: (typeof CONF_KEYS)[K] extends KeySpec<infer T> ? T : never };

/** Whether the value is a list of words. */
export function isListKey(key: string): boolean {
	return Object.hasOwn(CONF_KEYS, key) && Array.isArray(CONF_KEYS[key as ConfKey].type.defaultValue);
}
