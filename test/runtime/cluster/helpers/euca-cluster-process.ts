import { silentLog } from '../../../../src/common/log.ts';
import type { ClusterOptions } from '../../../../src/runtime/cluster/options.ts';
import { startCluster } from '../../../../src/runtime/cluster/start-cluster.ts';

/** A cluster controller in a process of its own, to be killed; options come as JSON, the port goes out. */
process.once('message', async (options) => {
	const running = await startCluster({ ...(options as ClusterOptions), log: silentLog });
	process.send?.(running.port);
});
