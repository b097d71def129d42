import { networkInterfaces } from 'node:os';
import { hostsOf } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import type { ClusterLook } from '../probe/cluster-look.ts';
import { discoverDhcp } from '../probe/dhcp/discover.ts';
import { lookAtHosts } from '../probe/look.ts';
import type { Wish } from '../probe/probe.ts';
import { draftSite, isAlone, proposeSite, type SiteChoices } from '../probe/propose-site.ts';
import { wishOf } from '../probe/wish.ts';
import type { Host } from '../transport/host.ts';
import { isThisMachine, openHost } from '../transport/open-host.ts';
import type { SshOptions } from '../transport/ssh-target.ts';

export interface ProbeOptions extends SshOptions {
	/** Kernels to try KVM with. */
	readonly kernels: readonly string[];
	readonly onHost?: (name: string, answered: boolean) => void;
}

/** Looks at the hosts of a site that somebody has written. */
export function probeSite(site: Site, options: ProbeOptions): Promise<ClusterLook> {
	return look(site, (name) => wishOf(site, name, options.kernels), options);
}

/** Looks at hosts that are open already, and leaves them open. */
export function probeOpened(site: Site, hosts: readonly Host[]): Promise<ClusterLook> {
	return lookAtHosts(
		hosts.map((host) => ({
			name: host.name,
			wish: wishOf(site, host.name),
			open: async () => ({ ...host, close: async () => {} }),
		})),
	);
}

/** Looks at hosts that are only named so far, and makes a site of what it sees. */
export async function probeChoices(
	choices: SiteChoices,
	options: ProbeOptions,
): Promise<{ readonly look: ClusterLook; readonly site: Site }> {
	const draft = draftSite(choices);
	const seen = await look(draft, (name) => undecided(wishOf(draft, name, options.kernels), choices), options);
	const resolved = seen.hosts[0]?.facts?.names.addresses ?? {};
	const hosts = seen.hosts.map(({ name, facts }) => {
		const address = resolved[name];
		return { name, ...(facts === undefined ? {} : { facts }), ...(address === undefined ? {} : { resolved: address }) };
	});
	return { look: seen, site: proposeSite(choices, hosts, (seen.dhcp?.length ?? 0) > 0) };
}

function look(site: Site, wish: (name: string) => Wish, options: ProbeOptions): Promise<ClusterLook> {
	const { kernels: _, onHost, ...open } = options;
	const names = hostsOf(site);
	const [first] = names;
	const asksHere = names.length > 1 && first !== undefined && isThisMachine(first, site.hosts[first]?.address);
	return lookAtHosts(
		names.map((name) => ({ name, wish: wish(name), open: () => openHost(site, name, open) })),
		{ ...(onHost === undefined ? {} : { onHost }), ...(asksHere ? { discover } : {}) },
	);
}

/** What the draft has only by default is nobody's wish yet. */
function undecided(wish: Wish, choices: SiteChoices): Wish {
	const { network: _, bridge: __, ...rest } = wish;
	return {
		...rest,
		...(choices.network === undefined ? {} : { network: choices.network }),
		...(isAlone(choices) ? {} : { bridge: '' }),
	};
}

/** Through every interface of this machine that reaches a wire. */
function discover() {
	const devices = Object.entries(networkInterfaces())
		.filter(([name]) => !/^(lo$|virbr|docker|eucabr|vnet|tap)/.test(name))
		.flatMap(([name, all]) => {
			const address = all?.find(({ family }) => family === 'IPv4')?.address;
			return address === undefined ? [] : [{ name, address }];
		});
	return discoverDhcp(devices);
}
