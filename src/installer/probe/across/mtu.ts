import { primaryDevice } from '../network.ts';
import type { Comparison } from './comparison.ts';

/** The largest packet that each host sends on the node network: one that differs loses large messages, and only those. */
export const mtu: Comparison = {
	title: 'MTU',
	compare(hosts) {
		const known = hosts.flatMap(({ name, facts }) => {
			const device = facts === undefined ? undefined : primaryDevice(facts.network);
			return device === undefined || device.mtu === 0 ? [] : [{ name, device: device.name, mtu: device.mtu }];
		});
		const counts = new Map<number, number>();
		for (const one of known) {
			counts.set(one.mtu, (counts.get(one.mtu) ?? 0) + 1);
		}

		// The most frequent; among equals that of the first host, which Map keeps in front.
		const [usual] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
		return known
			.filter((one) => one.mtu !== usual)
			.map(
				(one) =>
					[one.name, { id: 'MTU_DIFFERS', values: { device: one.device, mtu: one.mtu, usual: usual ?? 0 } }] as const,
			);
	},
};
