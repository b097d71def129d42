import { canonicalId } from '../../../common/ids.ts';
import type { RequestOf, ResponseOf } from '../../wire/contract.ts';
import type { ncDescribeInstances } from '../../wire/contracts/nc/nc-describe-instances.ts';
import type { NodeContext } from '../context.ts';
import { lacksAddress, learnAddresses } from '../instances/addresses.ts';
import { toWire } from '../instances/instance.ts';
import { isVisible } from '../instances/visible.ts';

/** All that the user may see, or those of the list; unknown ids are skipped. */
export async function describeInstances(
	node: NodeContext,
	request: RequestOf<typeof ncDescribeInstances>,
): Promise<ResponseOf<typeof ncDescribeInstances>> {
	if (node.instances.all().some(lacksAddress)) {
		await learnAddresses(node).catch(() => {}); // the monitor will say what is wrong
	}

	const wanted = new Set(request.instanceIds.map(canonicalId));
	const instances = node.instances
		.all()
		.filter((instance) => isVisible(instance, request.userId))
		.filter(({ order }) => wanted.size === 0 || wanted.has(order.instanceId))
		.map(toWire);
	return { instances };
}
