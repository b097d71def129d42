import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { type Clock, systemClock } from '../../common/clock.ts';
import { messageOf } from '../../common/errors.ts';
import type { Logger } from '../../common/log.ts';
import type { Identity } from '../wire/client.ts';
import { ncService } from '../wire/contracts/nc/service.ts';
import { createSoapService, listenSoap, ownAddresses, type TrustedPeer } from '../wire/server.ts';
import type { NodeContext } from './context.ts';
import type { Disks } from './disks/disks.ts';
import { nodeErrors } from './errors.ts';
import type { Hypervisor } from './hypervisor/driver.ts';
import { shutDownInstances } from './instances/host-shutdown.ts';
import { createJobs } from './instances/jobs.ts';
import { createMonitor } from './instances/monitor.ts';
import { loadInstances } from './instances/reconcile.ts';
import { createInstanceStore } from './instances/store.ts';
import type { NodeNetwork } from './network/network.ts';
import { ncHandlers } from './operations/handlers.ts';
import type { NodeSettings } from './settings.ts';

export interface NodeOptions {
	/** Name of this node in messages. */
	readonly name: string;
	readonly settings: NodeSettings;
	readonly hypervisor: Hypervisor;
	readonly disks: Disks;
	readonly network: NodeNetwork;
	/** Signs the answers; absent when ENABLE_WS_SECURITY=N. */
	readonly identity?: Identity;
	/** Who may call: the cluster controller. */
	readonly callers: readonly TrustedPeer[];
	readonly otherRoles?: readonly TrustedPeer[];
	readonly replayFile?: string;
	/** Names and addresses by which the caller may know this host, beside those that the host itself knows. */
	readonly hostNames?: readonly string[];
	readonly listen: { readonly host: string; readonly port: number } | { readonly socketPath: string };
	readonly log: Logger;
	readonly clock?: Clock;
	/** Identifies this boot of the host; read from the kernel if absent. */
	readonly bootId?: string;
}

export interface RunningNode {
	/** Full URL of the service; empty when it listens on a socket path. */
	readonly url: string;
	readonly port: number;
	/** One round of the monitor, now. */
	settle(): Promise<void>;
	/** The host goes down: instances are shut down, and come back when the node starts again. */
	shutDownInstances(): Promise<void>;
	/** Stops serving. Instances go on running. */
	close(): Promise<void>;
}

/** One node controller, in its own process or beside thousands of others. */
export async function startNode(options: NodeOptions): Promise<RunningNode> {
	const { name, log, settings } = options;
	await checkInstancePath(name, settings.instancePath);
	const node: NodeContext = {
		name,
		settings,
		hypervisor: options.hypervisor,
		disks: options.disks,
		network: options.network,
		instances: createInstanceStore(settings.instancePath),
		jobs: createJobs((instanceId, err) => log.error({ instanceId, err }, 'work on an instance failed')),
		handsOff: new Set(),
		oneCreation: pLimit(1),
		preparations: pLimit(4),
		bootId: options.bootId ?? (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim(),
		log,
		clock: options.clock ?? systemClock,
	};
	await node.disks.open();
	await loadInstances(node);
	const monitor = createMonitor(node);
	let port: number | undefined;
	const service = createSoapService(ncService, ncHandlers(node, monitor), {
		ownAddresses: ownAddresses({ names: options.hostNames ?? [], port: () => port }),
		callers: options.callers,
		log,
		...(options.identity === undefined ? {} : { identity: options.identity }),
		...(options.otherRoles === undefined ? {} : { otherRoles: options.otherRoles }),
		...(options.replayFile === undefined ? {} : { replayFile: options.replayFile }),
		...(options.clock === undefined ? {} : { clock: options.clock }),
	});
	const server = await listenSoap([{ definition: ncService, service }], options.listen, log);
	port = 'host' in options.listen ? server.port : undefined;
	log.info({ port: server.port, instances: node.instances.all().length }, 'node controller serves');
	const stopping = new AbortController();
	const monitoring = monitor.run(stopping.signal);
	return {
		port: server.port,
		url: 'host' in options.listen ? `http://${options.listen.host}:${server.port}/${ncService.path}` : '',
		settle: () => monitor.round(),
		shutDownInstances: () => shutDownInstances(node),
		async close() {
			await server.close();
			stopping.abort();
			await monitoring;
			await node.jobs.close();
			await node.hypervisor.close();
		},
	};
}

async function checkInstancePath(node: string, path: string): Promise<void> {
	const problem = await stat(path).then(
		(entry) => (entry.isDirectory() ? undefined : 'is not a directory'),
		(error: unknown) => `cannot be used: ${messageOf(error)}`,
	);
	if (problem !== undefined) {
		throw nodeErrors('INSTANCE_PATH', { node, path, problem });
	}

	await access(path, constants.W_OK | constants.X_OK).catch((cause: unknown) => {
		throw nodeErrors('INSTANCE_PATH', { node, path, problem: 'is not writable' }, { cause });
	});
}
