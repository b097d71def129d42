import ipaddr from 'ipaddr.js';
import { repeated, type SiteProblem } from './problem.ts';
import type { SiteCluster } from './schema.ts';

type StaticNetwork = Extract<SiteCluster['network'], { mode: 'STATIC' }>;

/** Addresses of a STATIC network against its mask and against each other; `key` is the path of the network. */
export function checkStaticNetwork(network: SiteCluster['network'], key: string): readonly SiteProblem[] {
	if (network.mode !== 'STATIC') {
		return [];
	}

	const length = ipaddr.IPv4.parse(network.netmask).prefixLengthFromSubnetMask();
	if (length === null || length > 30) {
		return [{ key: `${key}.netmask`, problem: `${network.netmask} is not a mask of a network, such as 255.255.255.0` }];
	}

	const range = [ipaddr.IPv4.parse(network.subnet), length] as [ipaddr.IPv4, number];
	const first = ipaddr.IPv4.networkAddressFromCIDR(`${network.subnet}/${length}`).toString();
	const last = ipaddr.IPv4.broadcastAddressFromCIDR(`${network.subnet}/${length}`).toString();
	const problems: SiteProblem[] = [];
	const fail = (name: string, problem: string) => problems.push({ key: `${key}.${name}`, problem });
	if (network.subnet !== first) {
		fail('subnet', `${network.subnet} is not the first address of its network; with this netmask it is ${first}`);
	}

	if (network.broadcast !== last) {
		fail('broadcast', `${network.broadcast} is not the last address of the network, which is ${last}`);
	}

	if (!ipaddr.IPv4.parse(network.router).match(range)) {
		fail('router', `${network.router} is outside of ${first}/${length}; instances could not reach it`);
	}

	const taken = new Map([
		[network.router, "the router's"],
		[first, "the network's"],
		[last, 'for broadcast'],
	]);
	network.addresses.forEach(({ ip, mac }, index) => {
		const whose = taken.get(ip);
		if (whose !== undefined) {
			fail(`addresses[${index}].ip`, `${ip} is ${whose}; instances need one of their own`);
		} else if (!ipaddr.IPv4.parse(ip).match(range)) {
			fail(`addresses[${index}].ip`, `${ip} is outside of ${first}/${length}`);
		}

		if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 1) {
			fail(`addresses[${index}].mac`, `${mac} is a multicast address; the first number must be even`);
		}
	});
	return [...problems, ...repeatedAddresses(network.addresses, key)];
}

function repeatedAddresses(addresses: StaticNetwork['addresses'], key: string): readonly SiteProblem[] {
	return (['ip', 'mac'] as const).flatMap((name) =>
		repeated(
			addresses.map((pair) => pair[name]),
			() => addresses.map((_, index) => `${key}.addresses[${index}].${name}`),
			(value, before) => `${value} stands at ${before} too`,
		),
	);
}
