import { baseProfile } from '../rocks/base-profile.ts';
import type { RocksRelease } from '../target.ts';

/** Node files that the rolls of Rocks itself bring (base, kernel, hpc, java, xen, kvm, web-server, ganglia, sge). */
const NODES = new Set(
	`411 411-client 411-server apache autofs autofs-client autofs-server base base-rsync bash-alias bios-boot c-development
	ca cdr central-register-client client client-firewall client-partition cluster-db cluster-db-data compute core
	database database-data database-schema database-sec devel devel-appliance dhcp-server disk-stamp dns-server
	documentation elilo-client elilo-server emacs fstab ganglia-client ganglia-server grub-client grub-server
	hosts-auto hpc hpc-base init-passwd insert-ethers install installclass ip-diag java java-base java-client
	java-server keyboard kvm kvm-base kvm-client kvm-frontend log lilo-client logrotate mail-client mail-server mpi
	nas nas-appliance nat network-client network-server node node-thin nodes ntp ntp-client ntp-server partitions-save perl-development
	perl python-development rocks-actions rocks-dist root scripting server server-firewall server-wan sge-client
	sge-server snmp-server ssl ssh standard-partition syslog-client syslog-server sysadmin sysctl-client tftp-server tomcat
	vm-container vm-container-client web-server wireshark x11 x11-thin xen xen-base xen-client xen-frontend xml yumfix`.split(
		/\s+/,
	),
);

/** What each release has for virtual machines: the xen roll of 5.0, the kvm roll since 6. */
const VIRTUAL = /^(vm-container|xen|kvm)(-|$)/;

/** Nodes that a roll for this release can hang on or lead to. */
export function distributionNodes(rocks: RocksRelease): readonly string[] {
	const { nodes } = baseProfile(rocks);
	return [...nodes, ...[...NODES].filter((name) => !VIRTUAL.test(name) && !nodes.includes(name))];
}

export function isBaseNode(name: string): boolean {
	return NODES.has(name);
}
