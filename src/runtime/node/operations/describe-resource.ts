import { messageOf } from '../../../common/errors.ts';
import type { ResponseOf } from '../../wire/contract.ts';
import type { ncDescribeResource } from '../../wire/contracts/nc/nc-describe-resource.ts';
import type { NodeContext } from '../context.ts';
import { available, maximum } from '../resources.ts';

/** A node whose hypervisor does not answer offers nothing, so that nobody places an instance there. */
export async function describeResource(
	node: NodeContext,
	isHealthy: boolean,
): Promise<ResponseOf<typeof ncDescribeResource>> {
	const max = isHealthy ? await maximum(node).catch((error: unknown) => silent(node, error)) : undefined;
	const left = max === undefined ? undefined : available(node, max);
	return {
		nodeStatus: max === undefined ? 'HYPERVISOR_SILENT' : 'OK',
		memorySizeMax: max?.memoryMb ?? 0,
		memorySizeAvailable: left?.memoryMb ?? 0,
		diskSizeMax: max?.diskGb ?? 0,
		diskSizeAvailable: left?.diskGb ?? 0,
		numberOfCoresMax: max?.cores ?? 0,
		numberOfCoresAvailable: left?.cores ?? 0,
		publicSubnets: 'none',
	};
}

function silent(node: NodeContext, error: unknown): undefined {
	node.log.error({ reason: messageOf(error) }, 'the resources of this node are unknown');
	return undefined;
}
