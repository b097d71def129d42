import * as z from 'zod';
import { HOST_NAME, HOST_NAME_FORM } from '../common/host-name.ts';
import { LOG_LEVELS } from '../common/log.ts';

const hostName = z.string().regex(HOST_NAME, `must be a host name or an IPv4 address: ${HOST_NAME_FORM}`);
const ipv4 = z.ipv4('must be an IPv4 address such as 10.1.0.1');
const PORT_MESSAGE = 'must be a port number from 1 to 65535';
const port = z.int(PORT_MESSAGE).min(1, PORT_MESSAGE).max(65_535, PORT_MESSAGE);
const directory = z
	.string()
	.regex(/^\/[A-Za-z0-9._/+@-]*$/, 'must be an absolute directory of letters, digits and . _ - + @');
const interfaceName = z
	.string()
	.regex(/^[A-Za-z0-9_.:-]{1,15}$/, 'must be a network interface name (at most 15 characters)');
const mac = z
	.string()
	.regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/, 'must be a MAC address in lower case, such as d0:0d:00:00:00:01');

/** One machine. Everything has a default: a node that is like the others needs no entry. */
const host = z.strictObject({
	address: ipv4.optional().describe('How to reach it, when its name does not resolve.'),
	hypervisor: z
		.enum(['xen', 'kvm', 'qemu'])
		.optional()
		.describe('How its node controller runs instances; qemu is emulation. Default: what the probe finds.'),
	instancePath: directory.optional().describe('Local disk for instances.'),
	bridge: interfaceName.optional().describe('The bridge that instances are plugged into.'),
	interface: interfaceName.optional().describe('The network interface under the bridge.'),
	drained: z
		.boolean()
		.optional()
		.describe('A node that gets no new instances, as euca-setup remove-node --drain leaves it.'),
	maxCores: z.int().min(1).optional().describe('Number of cores to offer, in place of the real number.'),
	maxMemory: z.int().min(64).optional().describe('Most memory (MB) that instances may use together.'),
	maxDisk: z.int().min(1).optional().describe('Most disk (GB) that instances may use together.'),
});

const systemNetwork = z
	.strictObject({ mode: z.literal('SYSTEM') })
	.describe('The DHCP server of the site gives instances their addresses.');

const staticNetwork = z
	.strictObject({
		mode: z.literal('STATIC'),
		subnet: ipv4.describe('Network of the instances: its first address.'),
		netmask: ipv4.describe('Its mask.'),
		broadcast: ipv4.describe('Its last address.'),
		router: ipv4.describe('The router that instances use.'),
		dns: ipv4.describe('The name server that instances use.'),
		addresses: z
			.array(z.strictObject({ mac, ip: ipv4 }))
			.min(1, 'needs at least one MAC and IP pair')
			.describe('The pairs that are given out; each running instance takes one.'),
		nat: z
			.boolean()
			.default(false)
			.describe('A single machine: the bridge is ours, reaches no wire, and leads outside by address translation.'),
	})
	.describe('Our DHCP server gives out the listed pairs.');

const cluster = z.strictObject({
	name: z
		.string()
		.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be a short name of letters, digits, dots and hyphens')
		.describe('The availability zone that users see.'),
	host: hostName.describe('Where its cluster controller runs.'),
	port: port.default(8774).describe('Port of the cluster controller.'),
	nodePort: port
		.default(8775)
		.describe('Port of its node controllers; differs from the other ports where a node is the head as well.'),
	nodes: z.array(hostName).describe('The hosts that run instances.'),
	scheduler: z
		.enum(['GREEDY', 'ROUNDROBIN'])
		.default('GREEDY')
		.describe('How nodes are chosen: GREEDY fills the first that fits, ROUNDROBIN takes turns.'),
	interface: interfaceName.default('eth0').describe('Interface of the head towards its nodes.'),
	network: z
		.discriminatedUnion('mode', [systemNetwork, staticNetwork], 'must have the mode SYSTEM or STATIC')
		.default({ mode: 'SYSTEM' })
		.describe('Who gives addresses to instances.'),
});

/**
 * What the operator has and wants: the one file that the probe fills, a person may edit and everything else only reads.
 * Defaults live here and nowhere else.
 */
export const siteSchema = z.strictObject({
	version: z.literal(1, 'must be 1').describe("Of this file's form."),
	eucalyptus: directory.default('/opt/eucalyptus-1.1').describe('The installation root on every host, $EUCALYPTUS.'),
	systemRoot: directory
		.default('/')
		.describe("Where the files of /etc are put: /, or another directory that leaves the system's own /etc alone."),
	cloud: z
		.strictObject({
			host: hostName.describe('Where the cloud controller runs: the front-end.'),
			port: port.default(8773).describe('Port of the EC2 interface.'),
			sslPort: port.default(8443).describe('Port of the web site (https).'),
			publicHost: hostName
				.optional()
				.describe('How users reach the cloud controller, for links and eucarc. Default: its host.'),
		})
		.describe('The one cloud controller.'),
	clusters: z.array(cluster).min(1, 'needs at least one cluster').describe('Each is an availability zone.'),
	hosts: z.record(hostName, host).default({}).describe('Settings of single hosts, by name.'),
	nodeDefaults: host
		.omit({ address: true, drained: true })
		.extend({
			instancePath: directory.default('/usr/local/eucalyptus/instances').describe('Local disk for instances.'),
			bridge: interfaceName.default('xenbr0').describe('The bridge that instances are plugged into.'),
			interface: interfaceName.default('eth0').describe('The network interface under the bridge.'),
		})
		.prefault({})
		.describe('Used by each node that does not say otherwise.'),
	sharedDirectory: directory
		.optional()
		.describe('Directory that all hosts see (NFS). Without it nodes fetch images from the cloud controller.'),
	sharedFrom: z
		.string()
		.regex(
			/^([A-Za-z0-9][A-Za-z0-9._-]*:)?\/[A-Za-z0-9._/+@-]*$/,
			'must be SERVER:/EXPORT, or a directory of each host',
		)
		.optional()
		.describe(
			'What is mounted there on every host: SERVER:/EXPORT of NFS. Without it you see to the mounting yourself.',
		),
	swapSize: z.int().min(0).default(512).describe('Swap disk of each instance (MB); 0 for none.'),
	logLevel: z.enum(LOG_LEVELS).default('INFO').describe('How much is logged.'),
	wsSecurity: z
		.boolean()
		.default(true)
		.describe('Sign and verify every message between the controllers; false is for debugging on a closed network.'),
	dhcpDaemon: z
		.string()
		.regex(/^\/[A-Za-z0-9._/+-]*$/, 'must be an absolute path')
		.default('/usr/sbin/dnsmasq')
		.describe('Program that answers DHCP for STATIC networks: dnsmasq or dhcpd.'),
	ssh: z
		.strictObject({
			user: z
				.string()
				.regex(/^[a-z_][a-z0-9_-]*$/, 'must be a user name')
				.optional()
				.describe('Must be root, or able to become root by sudo. Default: what ~/.ssh/config says, else root.'),
			port: port.optional().describe('Port of the ssh servers. Default: what ~/.ssh/config says, else 22.'),
			legacySsh: z
				.boolean()
				.default(false)
				.describe('Also speak the outdated algorithms that ssh servers of 2008 need (OpenSSH 4.3).'),
		})
		.prefault({})
		.describe('How euca-setup reaches the hosts.'),
});

export type Site = z.output<typeof siteSchema>;
/** What a file may leave out. */
export type SiteInput = z.input<typeof siteSchema>;
export type SiteCluster = Site['clusters'][number];
