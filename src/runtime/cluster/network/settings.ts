import type { MacAddressPair } from '../../../conf/types.ts';

/** The site's own DHCP server answers the instances. */
interface SystemSettings {
	readonly mode: 'SYSTEM';
}

/** Our DHCP server gives out the pairs (spec §4.6). Addresses are dotted quads. */
export interface StaticSettings {
	readonly mode: 'STATIC';
	readonly subnet: string;
	readonly netmask: string;
	readonly broadcast: string;
	readonly router: string;
	readonly dns: string;
	readonly pairs: readonly MacAddressPair[];
	/** Absent: somebody else serves the pairs (the simulator). */
	readonly dhcp?: DhcpSettings;
	/** A single machine: the bridge is ours and leads outside by address translation. */
	readonly nat: boolean;
	/** With `nat`: the port of the cloud controller, on this machine, that answers what instances ask 169.254.169.254. */
	readonly metadataPort?: number;
	readonly bridge: string;
}

export interface DhcpSettings {
	/** Path of the program: dnsmasq or ISC dhcpd. */
	readonly program: string;
	/** The user it runs as. */
	readonly user: string;
	/** Where it listens: the interface towards the nodes, or the bridge with `nat`. */
	readonly interface: string;
}

export type NetworkSettings = SystemSettings | StaticSettings;
