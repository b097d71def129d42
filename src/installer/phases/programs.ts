import { type HostEntry, hostEntry } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';

/** A program of the system that a role cannot do without. */
interface Need {
	/** Any one of them will do; names are looked for on PATH. */
	readonly programs: readonly string[];
	/** What brings it on Debian. */
	readonly packages: readonly string[];
	readonly neededBy: (site: Site, host: HostEntry) => boolean;
}

const isNode = (_: Site, { memberOf }: HostEntry) => memberOf !== undefined;
const isFrontedByApache = (_: Site, { heads, memberOf }: HostEntry) => heads !== undefined || memberOf !== undefined;
const leases =
	(daemon: string) =>
	(site: Site, { heads }: HostEntry) =>
		heads?.network.mode === 'STATIC' && site.dhcpDaemon.endsWith(daemon);
const runs =
	(...hypervisors: readonly string[]) =>
	(site: Site, { name, memberOf }: HostEntry) =>
		memberOf !== undefined &&
		hypervisors.includes(site.hosts[name]?.hypervisor ?? site.nodeDefaults.hypervisor ?? 'qemu');

/** A new need is one line; a test compares the packages with packages/debian-run.txt. */
export const NEEDS: readonly Need[] = [
	{
		programs: ['apache2', 'httpd', 'httpd.worker', '/usr/local/apache2/bin/httpd'],
		packages: ['apache2-bin'],
		neededBy: isFrontedByApache,
	},
	{ programs: ['dnsmasq'], packages: ['dnsmasq-base'], neededBy: leases('dnsmasq') },
	{ programs: ['dhcpd'], packages: ['isc-dhcp-server'], neededBy: leases('dhcpd') },
	{ programs: ['virsh'], packages: ['libvirt-clients'], neededBy: isNode },
	{
		programs: ['libvirtd', 'virtqemud', 'virtxend'],
		packages: ['libvirt-daemon', 'libvirt-daemon-system'],
		neededBy: isNode,
	},
	{
		programs: ['qemu-system-x86_64', '/usr/libexec/qemu-kvm', 'qemu-kvm'],
		packages: ['qemu-system-x86', 'libvirt-daemon-driver-qemu', 'seabios', 'ipxe-qemu'],
		neededBy: runs('qemu', 'kvm'),
	},
	{ programs: ['qemu-img'], packages: ['qemu-utils'], neededBy: isNode },
	{ programs: ['debugfs'], packages: ['e2fsprogs'], neededBy: isNode },
	{ programs: ['ip'], packages: ['iproute2'], neededBy: () => true },
	{
		programs: ['nft', 'iptables'],
		packages: ['nftables'],
		neededBy: (_, { heads }) => heads?.network.mode === 'STATIC' && heads.network.nat,
	},
	{ programs: ['ssh'], packages: ['openssh-client'], neededBy: (_, { roles }) => roles.includes('cloud') },
];

/** Needed where systemd does not start libvirt: Debian keeps its start scripts in a package of their own. */
export const LIBVIRT_SCRIPT = '/etc/init.d/libvirtd';
export const SYSV_PACKAGE = 'libvirt-daemon-system-sysv';

/** Everything that a host is asked about. */
export function programsOf(site: Site, host: string): readonly string[] {
	return [...needsOf(site, host).flatMap(({ programs }) => programs), LIBVIRT_SCRIPT];
}

export function needsOf(site: Site, host: string): readonly Need[] {
	const entry = hostEntry(site, host);
	return entry === undefined ? [] : NEEDS.filter(({ neededBy }) => neededBy(site, entry));
}
