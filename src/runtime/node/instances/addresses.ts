import type { NodeContext } from '../context.ts';
import { type Instance, UNKNOWN_ADDRESS } from './instance.ts';

/**
 * Notes the addresses that instances have got meanwhile. Without a second card both are the same (spec §4.6). A known
 * address stays when the network forgets it.
 */
export async function learnAddresses(node: NodeContext): Promise<void> {
	const running = node.instances.all().filter(isRunning);
	if (running.length === 0) {
		return;
	}

	const macs = new Set(running.flatMap(({ order }) => [order.privateMac, order.publicMac]));
	const known = await node.network.addresses(macs);
	for (const { order, ...instance } of running) {
		const privateIp = known.get(order.privateMac) ?? instance.privateIp;
		const publicIp = known.get(order.publicMac) ?? (privateIp === UNKNOWN_ADDRESS ? instance.publicIp : privateIp);
		if (privateIp !== instance.privateIp || publicIp !== instance.publicIp) {
			await node.instances.update(order.instanceId, { privateIp, publicIp });
		}
	}
}

/** True if somebody who asks now would be told less than may be known. */
export function lacksAddress(instance: Instance): boolean {
	return isRunning(instance) && instance.privateIp === UNKNOWN_ADDRESS;
}

function isRunning({ state }: Instance): boolean {
	return state !== 'booting' && state !== 'teardown';
}
