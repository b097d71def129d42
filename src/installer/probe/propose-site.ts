import ipaddr from 'ipaddr.js';
import { validSite } from '../../site/load.ts';
import type { Site } from '../../site/schema.ts';
import type { HostFacts } from './facts.ts';

export interface SiteChoices {
	readonly eucalyptus: string;
	readonly systemRoot: string;
	readonly instancePath: string;
	readonly cloudPort: number;
	readonly webPort: number;
	readonly clusterPort: number;
	readonly nodePort: number;
}

/** Instances that can run at the same time on a single machine, by address. */
const ADDRESSES = 32;

/** A machine without a network still reaches itself. */
const LOOPBACK = '127.0.0.1';

/** Below this a small machine would offer no `small` instance beside another (zone report `UP 002/002`). */
const FEWEST_CORES = 2;

/**
 * A site of this one machine, without a question: cloud controller, cluster and node on it, instances on a bridge of
 * their own that leads outside by address translation.
 */
export function proposeSingleMachine(facts: HostFacts, choices: SiteChoices): Site {
	const host = facts.system.hostName;
	const address = primaryAddress(facts) ?? LOOPBACK;
	const proposal = {
		version: 1,
		eucalyptus: choices.eucalyptus,
		systemRoot: choices.systemRoot,
		cloud: { host, port: choices.cloudPort, sslPort: choices.webPort },
		clusters: [
			{
				name: host.split('.')[0],
				host,
				port: choices.clusterPort,
				nodePort: choices.nodePort,
				nodes: [host],
				interface: 'eucabr0',
				network: instanceNetwork(facts),
			},
		],
		hosts: {
			[host]: {
				address,
				hypervisor: facts.hypervisor.choice,
				instancePath: choices.instancePath,
				bridge: 'eucabr0',
				interface: 'eucabr0',
				maxCores: Math.max(facts.system.cores, FEWEST_CORES),
			},
		},
	};
	return validSite(proposal, 'the site proposed by the probe');
}

/** The address of the interface that the default route leaves by; else the first that is not of the loopback. */
export function primaryAddress({ network }: HostFacts): string | undefined {
	const outside = network.routes.find(({ dst }) => dst === 'default')?.dev;
	const ipv4 = network.devices
		.filter(({ ifname }) => ifname !== 'lo')
		.sort((a, b) => Number(b.ifname === outside) - Number(a.ifname === outside))
		.flatMap(({ addr_info }) => addr_info.filter(({ family }) => family === 'inet'));
	return ipv4[0]?.local;
}

function instanceNetwork(facts: HostFacts) {
	const subnet = freeSubnet(facts);
	const [a, b, c] = subnet.split('.').map(Number);
	const ip = (last: number) => `${a}.${b}.${c}.${last}`;
	const router = ip(1);
	const hex = (value = 0) => value.toString(16).padStart(2, '0');
	return {
		mode: 'STATIC',
		subnet,
		netmask: '255.255.255.0',
		broadcast: ip(255),
		router,
		dns: facts.network.resolver.find((resolver) => !resolver.startsWith('127.')) ?? router,
		// The MAC tells the address: easy to find in a packet dump, and the same whenever this is made again.
		addresses: Array.from({ length: ADDRESSES }, (_, index) => index + 10).map((last) => ({
			mac: `d0:0d:${hex(a)}:${hex(b)}:${hex(c)}:${hex(last)}`,
			ip: ip(last),
		})),
		nat: true,
	};
}

/** The first private /24 that no route, address or name server of this machine lies in. Our own bridge does not count. */
export function freeSubnet({ network }: HostFacts): string {
	const own = network.devices
		.find(({ ifname }) => ifname === 'eucabr0')
		?.addr_info.find(({ family }) => family === 'inet');
	if (own !== undefined && own.prefixlen === 24) {
		return ipaddr.IPv4.networkAddressFromCIDR(`${own.local}/24`).toString();
	}

	const taken = [
		...network.routes.filter(({ dst }) => dst !== 'default').map(({ dst }) => (dst.includes('/') ? dst : `${dst}/32`)),
		...network.devices.flatMap(({ addr_info }) =>
			addr_info.filter(({ family }) => family === 'inet').map(({ local, prefixlen }) => `${local}/${prefixlen}`),
		),
		...network.resolver.map((address) => `${address}/32`),
	].map((cidr) => ipaddr.IPv4.parseCIDR(cidr));
	const candidates = [
		...range(16, 31).map((second) => `172.${second}.0.0`),
		...range(0, 255).map((second) => `10.${second}.0.0`),
	];
	const free = candidates.find((candidate) => !taken.some((cidr) => overlaps(candidate, cidr)));
	if (free === undefined) {
		throw new Error('every private network is routed here: write the network of the instances into site.yaml by hand');
	}

	return free;
}

function overlaps(candidate: string, [address, length]: [ipaddr.IPv4, number]): boolean {
	return ipaddr.IPv4.parse(candidate).match(address, Math.min(length, 24));
}

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
