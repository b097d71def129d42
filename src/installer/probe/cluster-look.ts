import type { DhcpAnswer } from './dhcp/discover.ts';
import type { HostFacts } from './facts.ts';
import type { Finding } from './findings.ts';
import type { ProbeName } from './index.ts';
import type { Found, Wish } from './probe.ts';
import type { SecondLook } from './second-look.ts';

/** Everything that is known about one host after the looks. */
export interface HostLook {
	readonly name: string;
	readonly wish: Wish;
	/** Undefined where the host did not answer; a finding says why. */
	readonly facts?: HostFacts;
	readonly second?: SecondLook;
	/** What a command costs that does nothing: until a shell is started there. */
	readonly roundTripMs?: number;
	/** How far its clock is ahead of ours, and how well we know. */
	readonly clock?: { readonly offsetMs: number; readonly uncertaintyMs: number };
	/** Probes in which a program hung. */
	readonly late: readonly ProbeName[];
	/** Found while trying to look. */
	readonly found: readonly Found[];
}

export interface ClusterLook {
	/** Servers that answered on the wire of the nodes; undefined where nobody could ask. */
	readonly dhcp?: readonly DhcpAnswer[];
	/** In the order that was asked for: the front-end first. */
	readonly hosts: readonly HostLook[];
	/** Worst first. */
	readonly findings: readonly Finding[];
}
