import { access, constants, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { messageOf } from '../../common/errors.ts';
import { type Layout, layout } from '../../common/layout.ts';
import type { Logger } from '../../common/log.ts';
import { printConf } from '../../conf/print.ts';
import { type RunningCloud, startCloud } from '../cloud/start-cloud.ts';
import { type SimulatedCluster, type SimulationContext, startSimulatedCluster } from './clusters.ts';
import { ensureCredentials } from './credentials.ts';
import { simulatorErrors } from './errors.ts';
import { ensureImage } from './image.ts';
import { loadKeys } from './keys.ts';
import { waitUntilNodesAreKnown } from './nodes-known.ts';
import type { SimulatorOptions } from './options.ts';
import { choosePorts } from './ports.ts';
import { loadState, type Ports, saveState } from './state.ts';

/** What a program needs to use the simulated cloud: the line on standard output. */
export interface SimulatorReport {
	readonly ec2Url: string;
	readonly webUrl: string;
	readonly ccUrls: readonly string[];
	readonly ncUrls: readonly string[];
	readonly keysDir: string;
	readonly accessKey: string;
	readonly secretKey: string;
	readonly certFile: string;
	readonly keyFile: string;
	readonly cloudCertFile: string;
}

export interface RunningSimulator {
	readonly report: SimulatorReport;
	close(): Promise<void>;
}

const HOST = '127.0.0.1';
const NODES_KNOWN_MS = 30_000;

/** Cloud, clusters and nodes in this process, everything but the hypervisors as in an installation. */
export async function startSimulator(options: SimulatorOptions, log: Logger): Promise<RunningSimulator> {
	const paths = layout(options.directory);
	await prepareDirectories(paths);
	const known = await loadState(options.directory);
	const ports = await choosePorts(options, known?.ports);
	await saveState(options.directory, ports);
	const context: SimulationContext = { options, paths, keys: await loadKeys(paths.keys), log };
	const running: { close(): Promise<void> }[] = [];
	const close = async () => {
		for (const each of running.reverse()) {
			await each.close();
		}
	};
	try {
		const clusters = await startClusters(context, ports);
		running.push({ close: async () => void (await Promise.all(clusters.map((cluster) => cluster.close()))) });
		const cloud = await startCloudOf(context, ports);
		running.push(cloud);
		await introduce(context, cloud, clusters, ports);
		await ensureImage(cloud, paths.templates);
		await writeConf(context, ports);
		return { report: await reportOf(context, cloud, clusters), close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function prepareDirectories(paths: Layout): Promise<void> {
	try {
		await mkdir(paths.eucalyptus, { recursive: true, mode: 0o755 });
		await access(paths.eucalyptus, constants.W_OK | constants.X_OK);
		for (const secret of [paths.keys, paths.cluster]) {
			await mkdir(secret, { recursive: true, mode: 0o700 });
		}

		for (const open of [paths.etc, paths.templates, paths.registered, paths.run, paths.log]) {
			await mkdir(open, { recursive: true, mode: 0o755 });
		}
	} catch (error) {
		const values = { directory: paths.eucalyptus, problem: messageOf(error) };
		throw simulatorErrors('SIMULATOR_DIRECTORY', values, { cause: error });
	}
}

async function startClusters(context: SimulationContext, ports: Ports): Promise<readonly SimulatedCluster[]> {
	const wanted = ports.clusters.slice(0, context.options.clusters);
	const starts = wanted.map((each, index) => startSimulatedCluster(context, index, each));
	const results = await Promise.allSettled(starts);
	const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
	const failed = results.find((result) => result.status === 'rejected');
	if (failed !== undefined) {
		await Promise.all(started.map((cluster) => cluster.close()));
		throw failed.reason;
	}

	return started;
}

function startCloudOf({ paths, keys, log }: SimulationContext, ports: Ports): Promise<RunningCloud> {
	return startCloud({
		dbDir: paths.db,
		templateDir: paths.templates,
		registeredDir: paths.registered,
		keysDir: paths.keys,
		publicHost: HOST,
		identity: keys.identity('cloud'),
		nodeCertificates: [keys.identity('node').certificatePem],
		listen: { host: HOST, port: ports.cloud, sslPort: ports.web },
		timings: { resourcePollMs: 1000, instancePollMs: 1000, busyPollMs: 200 },
		log: log.child({ part: 'cloud' }),
	});
}

/** The cloud learns of its clusters after they have counted their nodes: the first request finds all places free. */
async function introduce(
	{ options, keys, log }: SimulationContext,
	cloud: RunningCloud,
	clusters: readonly SimulatedCluster[],
	ports: Ports,
): Promise<void> {
	const introductions = clusters.map(async (cluster, index) => {
		if (!(await waitUntilNodesAreKnown(cluster, keys, options, NODES_KNOWN_MS))) {
			log.warn({ cluster: cluster.name }, 'not all nodes have answered yet');
		}

		await cloud.addCluster({
			name: cluster.name,
			host: HOST,
			port: ports.clusters[index]?.port ?? 0,
			certificate: keys.identity('cluster').certificatePem,
		});
	});
	await Promise.all(introductions);
}

/** With it the tools work: EUCALYPTUS=DIR euca list_images. */
async function writeConf({ options, paths }: SimulationContext, ports: Ports): Promise<void> {
	const conf = printConf(
		{
			EUCALYPTUS: options.directory,
			CLOUD_HOST: HOST,
			CLOUD_PORT: ports.cloud,
			CLOUD_SSL_PORT: ports.web,
			TEMPLATE_PATH: paths.templates,
			REGISTERED_PATH: paths.registered,
		},
		['Written by euca-simulate at each start, for the tools.'],
	);
	await writeFileAtomic(join(paths.etc, 'eucalyptus.conf'), conf);
}

async function reportOf(
	{ options, paths, keys }: SimulationContext,
	cloud: RunningCloud,
	clusters: readonly SimulatedCluster[],
): Promise<SimulatorReport> {
	const directory = join(options.directory, 'credentials');
	const credentials = await ensureCredentials(cloud, directory, keys.identity('cloud').certificatePem);
	return {
		ec2Url: cloud.ec2Url,
		webUrl: cloud.webUrl,
		ccUrls: clusters.map(({ url }) => url),
		ncUrls: clusters.flatMap(({ nodeUrls }) => nodeUrls),
		keysDir: paths.keys,
		accessKey: cloud.admin.accessKey,
		secretKey: cloud.admin.secretKey,
		...credentials,
	};
}
