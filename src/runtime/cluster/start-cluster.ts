import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../common/clock.ts';
import { createSoapClient } from '../wire/client.ts';
import { ccService } from '../wire/contracts/cc/service.ts';
import { ncService } from '../wire/contracts/nc/service.ts';
import { createSoapService, listenSoap, ownAddresses } from '../wire/server.ts';
import type { ClusterCore } from './core.ts';
import { InstanceStore } from './instances/store.ts';
import { networkMode } from './network/modes.ts';
import { startPoller } from './nodes/poller.ts';
import { NodePool } from './nodes/pool.ts';
import { handlersOf } from './operations/handlers.ts';
import type { ClusterOptions, RunningCluster } from './options.ts';
import { POLICIES } from './scheduler/policies.ts';
import { DEFAULT_TIMINGS } from './timings.ts';

export type { ClusterOptions, RunningCluster } from './options.ts';

/** A cluster controller: the service, its nodes and its network. Throws when one of them cannot be had. */
export async function startCluster(options: ClusterOptions): Promise<RunningCluster> {
	const core = await makeCore(options);
	try {
		await core.network.start();
		return await serve(core, options);
	} catch (error) {
		await core.network.stop().catch((cause: unknown) => core.log.error({ err: cause }, 'the network is not removed'));
		core.pool.close();
		await core.store.close();
		throw error;
	}
}

async function makeCore(options: ClusterOptions): Promise<ClusterCore> {
	const { log, clock = systemClock, stateDir, netDir = join(stateDir, 'net') } = options;
	const timings = { ...DEFAULT_TIMINGS, ...options.timings };
	await mkdir(stateDir, { recursive: true, mode: 0o700 });
	const pool = new NodePool(
		(url) =>
			createSoapClient(ncService, {
				url,
				timeoutMs: timings.callTimeoutMs,
				...(options.identity === undefined ? {} : { identity: options.identity }),
				...(options.nodeCertificates === undefined ? {} : { trustedCertificates: options.nodeCertificates }),
			}),
		() => clock.now(),
	);
	const network = networkMode(options.network, { netDir, log, clock });
	const policy = POLICIES[options.policy]();
	const store = await InstanceStore.open(stateDir, log);
	pool.setNodes(options.nodes);
	addForgottenNodes(pool, store);
	return { pool, store, network, policy, timings, clock, log, placing: new Map() };
}

/** Nodes that were taken out of NODES while we were stopped, and still have instances. */
function addForgottenNodes(pool: NodePool, store: InstanceStore): void {
	for (const url of store.nodeUrls()) {
		if (pool.get(url) === undefined) {
			pool.addRetired(url);
		}
	}
}

async function serve(core: ClusterCore, options: ClusterOptions): Promise<RunningCluster> {
	const poller = startPoller(core);
	let port: number | undefined;
	const service = createSoapService(ccService, handlersOf({ ...core, poller }), {
		ownAddresses: ownAddresses({ names: options.hostNames ?? [], port: () => port }),
		...(options.identity === undefined ? {} : { identity: options.identity }),
		callers: options.callers,
		...(options.otherRoles === undefined ? {} : { otherRoles: options.otherRoles }),
		replayFile: join(options.stateDir, 'replay'),
		log: core.log,
		clock: core.clock,
	});
	const server = await listenSoap([{ definition: ccService, service }], options.listen, core.log).catch(
		async (error: unknown) => {
			await poller.close();
			throw error;
		},
	);
	port = 'host' in options.listen ? server.port : undefined;
	core.log.info({ nodes: options.nodes.length, mode: core.network.name }, 'the cluster controller runs');
	return {
		port: server.port,
		url: 'host' in options.listen ? `http://${options.listen.host}:${server.port}/${ccService.path}` : undefined,
		setNodes(nodes) {
			core.pool.setNodes(nodes);
			poller.watch();
			for (const node of core.pool.all().filter(({ retired }) => retired)) {
				poller.wake(node); // lets it go at once if it has no instance
			}
		},
		async close() {
			await server.close();
			await poller.close();
			await Promise.allSettled(core.placing.values());
			core.pool.close();
			await core.network.stop();
			await core.store.close();
		},
	};
}
