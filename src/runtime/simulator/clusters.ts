import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import type { Layout } from '../../common/layout.ts';
import type { Logger } from '../../common/log.ts';
import type { RunningCluster } from '../cluster/options.ts';
import { startCluster } from '../cluster/start-cluster.ts';
import { simulatedNode } from '../node/simulated-node.ts';
import { type RunningNode, startNode } from '../node/start-node.ts';
import type { SimulatorKeys } from './keys.ts';
import type { SimulatorOptions } from './options.ts';
import type { Ports } from './state.ts';

export interface SimulatedCluster {
	/** The availability zone. */
	readonly name: string;
	readonly cluster: RunningCluster;
	readonly url: string;
	readonly nodeUrls: readonly string[];
	close(): Promise<void>;
}

export interface SimulationContext {
	readonly options: SimulatorOptions;
	readonly paths: Layout;
	readonly keys: SimulatorKeys;
	readonly log: Logger;
}

const HOST = '127.0.0.1';

/** Cluster number `index` (from 0): its nodes, then its controller. */
export async function startSimulatedCluster(
	context: SimulationContext,
	index: number,
	ports: Ports['clusters'][number],
): Promise<SimulatedCluster> {
	const { options, paths, keys, log } = context;
	const name = `cluster${index + 1}`;
	const nodes = await startNodes(context, name, index, ports.nodes.slice(0, options.nodes));
	const closeNodes = async () => {
		await Promise.all(nodes.map(({ node }) => node.close()));
	};
	try {
		const cluster = await startCluster({
			stateDir: join(paths.cluster, name),
			nodes: nodes.map(({ node, name: nodeName }) => ({ name: nodeName, url: node.url })),
			policy: 'ROUNDROBIN',
			network: { mode: 'SYSTEM' },
			identity: keys.identity('cluster'),
			callers: [keys.peer('cloud')],
			otherRoles: [keys.peer('cluster'), keys.peer('node')],
			nodeCertificates: [keys.identity('node').certificatePem],
			timings: { activePollMs: 200, quietPollsPerSecond: 100 },
			log: log.child({ cluster: name }),
			listen: { host: HOST, port: ports.port },
		});
		return {
			name,
			cluster,
			url: cluster.url ?? '',
			nodeUrls: nodes.map(({ node }) => node.url),
			async close() {
				await cluster.close();
				await closeNodes();
			},
		};
	} catch (error) {
		await closeNodes();
		throw error;
	}
}

interface StartedNode {
	readonly name: string;
	readonly node: RunningNode;
}

async function startNodes(
	context: SimulationContext,
	cluster: string,
	clusterIndex: number,
	ports: readonly number[],
): Promise<readonly StartedNode[]> {
	const limit = pLimit(16);
	const starts = ports.map((port, index) =>
		limit(async () => {
			const name = `${cluster}-node${index + 1}`;
			return { name, node: await startOne(context, name, (clusterIndex << 10) + index, port) };
		}),
	);
	const results = await Promise.allSettled(starts);
	const failed = results.find((result) => result.status === 'rejected');
	const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
	if (failed !== undefined) {
		await Promise.all(started.map(({ node }) => node.close()));
		throw failed.reason;
	}

	return started;
}

async function startOne(
	{ options, paths, keys, log }: SimulationContext,
	name: string,
	number: number,
	port: number,
): Promise<RunningNode> {
	const directory = join(paths.eucalyptus, 'nodes', name);
	await mkdir(directory, { recursive: true });
	const parts = await simulatedNode({
		directory,
		number,
		cores: options.cores,
		memoryMb: options.memoryMb,
		diskGb: options.diskGb,
		bootSeconds: options.bootSeconds,
	});
	return startNode({
		name,
		...parts,
		identity: keys.identity('node'),
		callers: [keys.peer('cluster')],
		otherRoles: [keys.peer('cloud'), keys.peer('node')],
		listen: { host: HOST, port },
		// The simulated host never reboots: its domains are there again after a restart.
		bootId: 'simulated',
		log: log.child({ node: name }),
	});
}
