import type { TestHost } from './host.ts';

/** As nodes of a site have it: the bridge of the instances over the interface that leads to the others. */
export async function putUnderBridge({ sh, address }: Pick<TestHost, 'sh' | 'address'>): Promise<void> {
	await sh(`ip link add xenbr0 type bridge && ip link set xenbr0 up && ip addr flush dev eth0 &&
		ip link set eth0 master xenbr0 && ip addr add ${address}/16 dev xenbr0 && ip route replace default via 10.1.0.1`);
}
