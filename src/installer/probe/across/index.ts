import type { HostLook } from '../cluster-look.ts';
import type { DhcpAnswer } from '../dhcp/discover.ts';
import type { Finding } from '../findings.ts';
import { inWords } from '../judge.ts';
import { clocks } from './clocks.ts';
import type { Comparison } from './comparison.ts';
import { cost } from './cost.ts';
import { dhcpServers } from './dhcp-servers.ts';
import { mtu } from './mtu.ts';
import { names } from './names.ts';
import { sharedDirectory } from './shared-directory.ts';
import { twins } from './twins.ts';

/** Every comparison of hosts. One file each; a test compares this list with the folder. */
export const COMPARISONS: Readonly<Record<string, Comparison>> = {
	clocks,
	twins,
	names,
	mtu,
	sharedDirectory,
	dhcpServers,
	cost,
};

/** What the hosts mean together; nothing for a single one but what the wire said. */
export function judgeAcross(hosts: readonly HostLook[], dhcp: readonly DhcpAnswer[] | undefined): readonly Finding[] {
	return Object.values(COMPARISONS).flatMap(({ compare }) =>
		compare(hosts, dhcp).map(([host, found]) => inWords(host, found)),
	);
}
