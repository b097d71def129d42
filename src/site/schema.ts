import * as z from 'zod';
import { LOG_LEVELS } from '../common/log.ts';

const hostName = z
	.string()
	.regex(
		/^[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?$/,
		'must be a host name or an IPv4 address: letters, digits, dots and hyphens',
	);
const ipv4 = z.ipv4('must be an IPv4 address such as 10.1.0.1');
const port = z.int().min(1).max(65_535);
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
	/** How to reach it, when its name does not resolve. */
	address: ipv4.optional(),
	/** How its node controller runs instances. `qemu` is emulation. */
	hypervisor: z.enum(['xen', 'kvm', 'qemu']).optional(),
	/** Local disk for instances. */
	instancePath: directory.optional(),
	/** The bridge that instances are plugged into, and the interface under it. */
	bridge: interfaceName.optional(),
	interface: interfaceName.optional(),
	maxCores: z.int().min(1).optional(),
	/** MB */
	maxMemory: z.int().min(64).optional(),
	/** GB */
	maxDisk: z.int().min(1).optional(),
});

const systemNetwork = z.strictObject({
	mode: z.literal('SYSTEM'),
});

/** Our DHCP server gives out the listed pairs (spec/eucalyptus §4.6). */
const staticNetwork = z.strictObject({
	mode: z.literal('STATIC'),
	subnet: ipv4,
	netmask: ipv4,
	broadcast: ipv4,
	router: ipv4,
	dns: ipv4,
	addresses: z.array(z.strictObject({ mac, ip: ipv4 })).min(1, 'needs at least one MAC and IP pair'),
	/** A single machine: the bridge is ours, reaches no wire, and leads outside by address translation. */
	nat: z.boolean().default(false),
});

const cluster = z.strictObject({
	/** The availability zone that users see. */
	name: z
		.string()
		.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'must be a short name of letters, digits, dots and hyphens'),
	/** Where its cluster controller runs. */
	host: hostName,
	port: port.default(8774),
	nodePort: port.default(8775),
	nodes: z.array(hostName),
	scheduler: z.enum(['GREEDY', 'ROUNDROBIN']).default('GREEDY'),
	/** Interface of the head towards its nodes. */
	interface: interfaceName.default('eth0'),
	network: z.discriminatedUnion('mode', [systemNetwork, staticNetwork]).default({ mode: 'SYSTEM' }),
});

/**
 * What the operator has and wants: the one file that the probe fills, a person may edit and everything else only reads.
 * Defaults live here and nowhere else.
 */
export const siteSchema = z.strictObject({
	/** Of this file's form. */
	version: z.literal(1),
	/** The installation root on every host, `$EUCALYPTUS`. */
	eucalyptus: directory.default('/opt/eucalyptus-1.1'),
	/** Where /etc files are put: `/`, or another directory for an installation that leaves the system's own /etc alone. */
	systemRoot: directory.default('/'),
	cloud: z.strictObject({
		host: hostName,
		port: port.default(8773),
		sslPort: port.default(8443),
		/** How users reach the cloud controller, for links and eucarc. Default: the host. */
		publicHost: hostName.optional(),
	}),
	clusters: z.array(cluster).min(1, 'needs at least one cluster'),
	hosts: z.record(hostName, host).default({}),
	/** Used by each node that does not say otherwise. */
	nodeDefaults: host
		.omit({ address: true })
		.extend({
			instancePath: directory.default('/usr/local/eucalyptus/instances'),
			bridge: interfaceName.default('xenbr0'),
			interface: interfaceName.default('eth0'),
		})
		.prefault({}),
	/** Directory that all hosts see (NFS). Without it nodes fetch images from the cloud controller. */
	sharedDirectory: directory.optional(),
	swapSize: z.int().min(0).default(512),
	logLevel: z.enum(LOG_LEVELS).default('INFO'),
	wsSecurity: z.boolean().default(true),
	/** Program that answers DHCP for STATIC networks. */
	dhcpDaemon: z
		.string()
		.regex(/^\/[A-Za-z0-9._/+-]*$/, 'must be an absolute path')
		.default('/usr/sbin/dnsmasq'),
	ssh: z
		.strictObject({
			user: z
				.string()
				.regex(/^[a-z_][a-z0-9_-]*$/)
				.default('root'),
			port: port.default(22),
		})
		.default({ user: 'root', port: 22 }),
});

export type Site = z.output<typeof siteSchema>;
export type SiteCluster = Site['clusters'][number];
export type SiteHost = z.output<typeof host>;
