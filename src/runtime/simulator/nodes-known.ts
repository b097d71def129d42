import { setTimeout as delay } from 'node:timers/promises';
import { createSoapClient } from '../wire/client.ts';
import { ccService } from '../wire/contracts/cc/service.ts';
import type { SimulatorKeys } from './keys.ts';
import type { SimulatorOptions } from './options.ts';

/** A cluster controller has just begun to ask its nodes: waits until it counts all of them. False after `timeoutMs`. */
export async function waitUntilNodesAreKnown(
	cluster: { readonly url: string; readonly nodeUrls: readonly string[] },
	keys: SimulatorKeys,
	{ cores, memoryMb, diskGb }: SimulatorOptions,
	timeoutMs: number,
): Promise<boolean> {
	const client = createSoapClient(ccService, {
		url: cluster.url,
		identity: keys.identity('cloud'),
		trustedCertificates: [keys.identity('cluster').certificatePem],
	});
	const smallest = { name: 'smallest', cores: 1, memory: 1, disk: 1 };
	const expected = cluster.nodeUrls.length * Math.min(cores, memoryMb, diskGb);
	const deadline = performance.now() + timeoutMs;
	try {
		while (performance.now() < deadline) {
			const { resources } = await client.DescribeResources({ instanceTypes: [smallest], userId: 'eucalyptus' });
			if ((resources[0]?.maxInstances ?? 0) >= expected) {
				return true;
			}

			// The answer costs this process more the more nodes there are.
			await delay(20 + cluster.nodeUrls.length / 4);
		}

		return false;
	} finally {
		client.close();
	}
}
