import type { ResponseOf } from '../../wire/contract.ts';
import type { ncDescribeResource } from '../../wire/contracts/nc/nc-describe-resource.ts';
import type { NodeContext } from '../context.ts';
import { available, maximum } from '../resources.ts';

/** A node whose hypervisor does not answer offers nothing, so that nobody places an instance there. */
export async function describeResource(
	node: NodeContext,
	isHealthy: boolean,
): Promise<ResponseOf<typeof ncDescribeResource>> {
	const none = { memoryMb: 0, cores: 0, diskGb: 0 };
	const max = isHealthy ? await maximum(node) : none;
	const left = isHealthy ? available(node, max) : none;
	return {
		nodeStatus: isHealthy ? 'OK' : 'HYPERVISOR_SILENT',
		memorySizeMax: max.memoryMb,
		memorySizeAvailable: left.memoryMb,
		diskSizeMax: max.diskGb,
		diskSizeAvailable: left.diskGb,
		numberOfCoresMax: max.cores,
		numberOfCoresAvailable: left.cores,
		publicSubnets: 'none',
	};
}
