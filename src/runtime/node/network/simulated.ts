import type { NodeNetwork } from './network.ts';

/**
 * A network that gives each MAC address it is asked for the lowest free address of `10.x.y.2` to `10.x.y.254`, where x.y
 * is the number of the node: different on each node, and the same in each run that asks in the same order.
 */
export function simulatedNetwork(nodeNumber: number): NodeNetwork {
	const leases = new Map<string, number>();
	const prefix = `10.${(nodeNumber >> 8) & 255}.${nodeNumber & 255}`;
	return {
		start: async () => 'simbr0',
		async addresses(macs) {
			for (const mac of leases.keys()) {
				if (!macs.has(mac)) {
					leases.delete(mac);
				}
			}

			for (const mac of macs) {
				if (!leases.has(mac)) {
					leases.set(mac, lowestFree(leases));
				}
			}

			return new Map([...leases].map(([mac, host]) => [mac, `${prefix}.${host}`]));
		},
	};
}

function lowestFree(leases: ReadonlyMap<string, number>): number {
	const used = new Set(leases.values());
	for (let host = 2; ; host += 1) {
		if (!used.has(host)) {
			return host;
		}
	}
}
