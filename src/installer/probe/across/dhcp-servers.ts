import type { Comparison } from './comparison.ts';

/** Who answers when a machine asks for an address on the wire of the nodes. Ours runs on the heads, and only once installed. */
export const dhcpServers: Comparison = {
	title: 'DHCP servers on the node network',
	compare(hosts, dhcp) {
		const [first] = hosts;
		if (first === undefined || dhcp === undefined) {
			return [];
		}

		const heads = hosts.filter(({ wish }) => wish.roles.includes('cluster'));
		const own = heads.flatMap(({ facts }) =>
			facts?.leftovers.installed === true ? facts.network.devices.flatMap(({ addresses }) => addresses) : [],
		);
		const mode = first.wish.network;
		const strangers = dhcp.filter(({ server }) => !own.some((cidr) => cidr.startsWith(`${server}/`)));
		if (strangers.length === 0 && mode === 'SYSTEM') {
			return [[first.name, { id: 'NO_DHCP' }] as const];
		}

		const id = mode === 'STATIC' ? 'FOREIGN_DHCP' : 'SITE_DHCP';
		return strangers.map(
			({ server, offered, device }) => [first.name, { id, values: { server, offered, device } }] as const,
		);
	},
};
