import { messageOf } from '../../../common/errors.ts';
import type { RequestOf, ResponseOf } from '../../wire/contract.ts';
import type { ncStartNetwork } from '../../wire/contracts/nc/nc-start-network.ts';
import type { NodeContext } from '../context.ts';

/** Makes sure that instances can be plugged in. The peers of VDE are not used in SYSTEM and STATIC networks. */
export async function startNetwork(
	node: NodeContext,
	{ vlan = 0 }: RequestOf<typeof ncStartNetwork>,
): Promise<ResponseOf<typeof ncStartNetwork>> {
	try {
		await node.network.start(vlan);
		return { networkStatus: 'SUCCESS' };
	} catch (error) {
		node.log.error({ vlan, reason: messageOf(error) }, 'the network cannot be started');
		return { networkStatus: 'FAIL' };
	}
}
