import type { FindingSpec } from './finding.ts';

/** About network and ports. */
export const NETWORK_FINDINGS = {
	NO_IPROUTE: {
		severity: 'info',
		found: 'the program ip (package iproute2) is missing',
		why: 'Bridges for instances are made with it.',
		fix: 'Run "euca-setup packages", then probe again.',
	},
	NO_DEFAULT_ROUTE: {
		severity: 'warning',
		found: 'there is no default route',
		why: 'Instances reach the outside through this machine; without a route they reach only this machine.',
		fix: 'Set a default route if instances shall reach the outside.',
	},
	NO_RESOLVER: {
		severity: 'warning',
		found: '/etc/resolv.conf names no IPv4 name server',
		why: 'Instances are told to ask the same name server as this machine.',
		fix: 'Write the address of a name server into clusters.network.dns of site.yaml.',
	},
	RESOLVER_LOCAL: {
		severity: 'warning',
		found: 'the only name server is {resolver}, on this machine',
		why: 'Instances cannot reach a loopback address of their host, so names will not resolve in them.',
		fix: 'Write the address of a name server that they can reach into clusters.network.dns of site.yaml.',
	},
	NO_TUN: {
		severity: 'blocker',
		found: '/dev/net/tun is missing',
		why: 'Each instance has a network card of that kind.',
		fix: 'Load the module tun; in a container, have it passed in.',
	},
	NO_BRIDGE: {
		severity: 'warning',
		found: 'there is no bridge {bridge}',
		why: 'Instances are plugged into it; without, none can start on this node.',
		fix: 'Make one over {interface} (in /etc/network/interfaces: "iface {bridge} inet …" with "bridge_ports {interface}"), or name another in hosts.*.bridge or nodeDefaults.bridge of site.yaml.',
	},
	PORT_TAKEN: {
		severity: 'blocker',
		found: 'port {port} is in use by {by}',
		why: 'The {what} listens there.',
		fix: 'End that process, or choose another port with {option}.',
	},
	FIREWALL_CLOSED: {
		severity: 'warning',
		found: 'the firewall of the host refuses what comes in on port {ports}',
		why: 'The controllers on other hosts and the users call there.',
		fix: 'Let these ports in (nft or iptables, in the file that your system loads at boot).',
	},
	FOREIGN_DHCP: {
		severity: 'warning',
		found: 'a DHCP server that is not ours answers on the node network: {server} offered {offered} (on {device})',
		why: 'In the network mode STATIC it competes with ours: instances get addresses that nobody knows.',
		fix: 'Keep that server off this network, or have it ignore addresses that begin with d0:0d, or choose the mode SYSTEM.',
	},
	SITE_DHCP: {
		severity: 'info',
		found: 'a DHCP server answers on the node network: {server} offered {offered} (on {device})',
		why: 'In the network mode SYSTEM it gives instances their addresses.',
		fix: 'Nothing to do. If it is not meant for instances, choose the mode STATIC and keep it off this network.',
	},
	NO_DHCP: {
		severity: 'warning',
		found: 'no DHCP server answers on the node network',
		why: 'The network mode is SYSTEM: instances wait for such a server to give them addresses, and get none.',
		fix: 'Start the DHCP server of the site, or choose the mode STATIC in site.yaml.',
	},
} as const satisfies Record<string, FindingSpec>;
