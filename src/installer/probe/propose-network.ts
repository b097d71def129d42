import ipaddr from 'ipaddr.js';
import type { SiteInput } from '../../site/schema.ts';
import type { HostFacts } from './facts.ts';

type Network = NonNullable<SiteInput['clusters'][number]['network']>;
type NetworkFacts = HostFacts['network'];

/** Instances that can run at the same time, by address, where nobody says otherwise. */
const ADDRESSES = 32;
/** More pairs than this are a slip of the pen. */
const MOST_ADDRESSES = 4096;

/** A network of their own for the instances of a single machine, behind a bridge that is ours. */
export function translatedNetwork(subnet: string, { resolver }: NetworkFacts): Network {
	const first = numeric(subnet);
	const router = dotted(first + 1);
	return {
		mode: 'STATIC',
		subnet,
		netmask: '255.255.255.0',
		broadcast: dotted(first + 255),
		router,
		dns: nameServer(resolver) ?? router,
		addresses: pairs(Array.from({ length: ADDRESSES }, (_, index) => first + 10 + index)),
		nat: true,
	};
}

interface Addressed {
	readonly facts?: HostFacts;
	readonly address?: string | undefined;
}

/**
 * A piece of the node network for instances: the addresses that were asked for, or a free run that starts three quarters
 * up, where neither insert-ethers (from the top) nor people (from the bottom) put hosts. Undefined where the head has no
 * network that could be shared.
 */
export function staticNetwork(
	head: Addressed | undefined,
	hosts: readonly Addressed[],
	asked?: readonly [string, string],
): Network | undefined {
	const cidr = head?.facts?.network.devices
		.flatMap(({ addresses }) => addresses)
		.find((one) => one.split('/')[0] === head.address);
	const length = Number(cidr?.split('/')[1]);
	if (head?.facts === undefined || head.address === undefined || cidr === undefined || !(length >= 8 && length <= 28)) {
		return undefined;
	}

	const first = numeric(ipaddr.IPv4.networkAddressFromCIDR(cidr).toString());
	const last = numeric(ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString());
	const { routes, resolver } = head.facts.network;
	const gateway = routes.find(({ network }) => network === 'default')?.gateway;
	const isInside = (address: string) => numeric(address) > first && numeric(address) < last;
	const router = gateway !== undefined && isInside(gateway) ? gateway : head.address;
	const taken = new Set([router, nameServer(resolver) ?? '', ...hosts.flatMap(addressesSeen)]);
	return {
		mode: 'STATIC',
		subnet: dotted(first),
		netmask: ipaddr.IPv4.subnetMaskFromPrefixLength(length).toString(),
		broadcast: dotted(last),
		router,
		dns: nameServer(resolver) ?? router,
		addresses: pairs(asked === undefined ? freeRun(first, last, taken) : between(asked)),
	};
}

function addressesSeen({ facts, address }: Addressed): readonly string[] {
	const own =
		facts?.network.devices.flatMap(({ addresses }) => addresses.map((cidr) => cidr.split('/')[0] ?? '')) ?? [];
	return [...own, ...(facts?.network.neighbour ?? []), ...(address === undefined ? [] : [address])];
}

function freeRun(first: number, last: number, taken: ReadonlySet<string>): readonly number[] {
	const start = first + Math.floor((last - first + 1) * 0.75);
	const found: number[] = [];
	for (let at = start; at < last && found.length < ADDRESSES; at += 1) {
		const isOdd = [0, 255].includes(at & 255); // legal in a large network, and refused by half of all software
		if (!isOdd && !taken.has(dotted(at))) {
			found.push(at);
		}
	}

	return found;
}

function between([from, to]: readonly [string, string]): readonly number[] {
	const first = numeric(from);
	return Array.from(
		{ length: Math.min(Math.max(numeric(to) - first + 1, 0), MOST_ADDRESSES) },
		(_, index) => first + index,
	);
}

/** The MAC tells the address: easy to find in a packet dump, and the same whenever this is made again. */
function pairs(addresses: readonly number[]): { mac: string; ip: string }[] {
	return addresses.map((value) => {
		const ip = dotted(value);
		const hex = ip.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
		return { mac: `d0:0d:${hex.join(':')}`, ip };
	});
}

function nameServer(resolver: readonly string[]): string | undefined {
	return resolver.find((address) => ipaddr.IPv4.isValidFourPartDecimal(address) && !address.startsWith('127.'));
}

/** The first private /24 that no route, address or name server of this machine lies in. Our own bridge does not count. */
export function freeSubnet(network: NetworkFacts): string {
	const own = network.devices.find(({ name }) => name === 'eucabr0')?.addresses[0];
	if (own?.endsWith('/24') === true) {
		return ipaddr.IPv4.networkAddressFromCIDR(own).toString();
	}

	const taken = [
		...network.routes.map((route) => route.network).filter((cidr) => cidr !== 'default'),
		...network.devices.flatMap(({ addresses }) => addresses),
		...network.resolver.map((address) => `${address}/32`),
	].flatMap((cidr) => (ipaddr.IPv4.isValidCIDR(cidr) ? [ipaddr.IPv4.parseCIDR(cidr)] : []));
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

function numeric(address: string): number {
	return ipaddr.IPv4.parse(address).octets.reduce((value, octet) => value * 256 + octet, 0);
}

function dotted(value: number): string {
	return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}
