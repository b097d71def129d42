import { silentLog } from '../../../../src/common/log.ts';
import { ccService } from '../../../../src/runtime/wire/contracts/cc/service.ts';
import type { CcInstance } from '../../../../src/runtime/wire/contracts/cc/types.ts';
import { createSoapService, type Handlers, listenSoap } from '../../../../src/runtime/wire/server.ts';
import type { Identities } from './identities.ts';

type Run = Parameters<Handlers<typeof ccService>['RunInstances']>[0];

/** A cluster controller that behaves as a test tells it to; over real HTTP with real signatures. */
export interface ScriptedCluster {
	readonly port: number;
	/** What it reports, by id. */
	readonly instances: Map<string, CcInstance>;
	readonly runs: Run[];
	readonly terminated: string[][];
	/** Free places of the smallest type. */
	places: number;
	/** Awaited before each answer to a run. */
	beforeRun: (request: Run) => Promise<void> | void;
	/** Awaited between counting its instances and answering. */
	afterRun: () => Promise<void> | void;
	/** How often it was asked for its places. */
	resourcesAsked: number;
	/** State that new instances are reported in. */
	stateOfNew: 'Pending' | 'Extant';
	/** Private and public address of each new instance. */
	nextAddress: () => string;
	/** Terminate requests are heard and answered, but change nothing. */
	deafToTerminate: boolean;
	close(): Promise<void>;
}

export async function startScriptedCluster(identities: Identities, port = 0): Promise<ScriptedCluster> {
	const cluster: Omit<ScriptedCluster, 'port' | 'close'> = {
		instances: new Map(),
		runs: [],
		terminated: [],
		places: 100,
		beforeRun: () => {},
		afterRun: () => {},
		resourcesAsked: 0,
		stateOfNew: 'Extant',
		nextAddress: () => '10.9.0.1',
		deafToTerminate: false,
	};
	const service = createSoapService(ccService, handlers(cluster), {
		identity: identities.cluster,
		callers: [{ role: 'cloud', certificatePem: identities.cloud.certificatePem }],
		log: silentLog,
	});
	const server = await listenSoap([{ definition: ccService, service }], { host: '127.0.0.1', port }, silentLog);
	return Object.assign(cluster, { port: server.port, close: () => server.close() });
}

function handlers(cluster: Omit<ScriptedCluster, 'port' | 'close'>): Handlers<typeof ccService> {
	const unused = () => {
		throw new Error('not used by the cloud controller');
	};
	return {
		async RunInstances(request) {
			cluster.runs.push(request);
			await cluster.beforeRun(request);
			const started = request.instanceIds.map((instanceId, index) => {
				const known = cluster.instances.get(instanceId);
				const instance = known ?? {
					...instanceOf(request, instanceId, index, cluster.nextAddress()),
					stateName: cluster.stateOfNew,
				};
				cluster.instances.set(instanceId, instance);
				return instance;
			});
			await cluster.afterRun();
			return { instances: started };
		},
		DescribeInstances: () => ({ instances: [...cluster.instances.values()] }),
		DescribeResources({ instanceTypes }) {
			cluster.resourcesAsked++;
			return {
				resources: instanceTypes.map((instanceType) => {
					const running = [...cluster.instances.values()].filter((i) => i.stateName !== 'Teardown').length;
					const factor = (instanceType.memory ?? 128) / 128;
					return {
						instanceType,
						maxInstances: Math.floor(cluster.places / factor),
						availableInstances: Math.max(0, Math.floor((cluster.places - running) / factor)),
					};
				}),
				serviceTags: ['http://127.0.0.1:1/axis2/services/EucalyptusNC'],
			};
		},
		TerminateInstances({ instanceIds }) {
			cluster.terminated.push(instanceIds);
			return {
				isTerminated: instanceIds.map((id) => (cluster.deafToTerminate ? false : cluster.instances.delete(id))),
			};
		},
		RebootInstances: () => ({}),
		GetConsoleOutput: () => ({ consoleOutput: Buffer.from('Linux version 2.6\nlogin: ').toString('base64') }),
		StartNetwork: unused,
		StopNetwork: unused,
		ConfigureNetwork: unused,
		AssignAddress: unused,
		UnassignAddress: unused,
		DescribePublicAddresses: unused,
	};
}

function instanceOf(request: Run, instanceId: string, index: number, address: string): CcInstance {
	const mac = request.macAddresses[index] ?? '';
	return {
		imageId: request.imageId,
		kernelId: request.kernelId,
		instanceId,
		instanceType: request.instanceType,
		keyName: request.keyName,
		launchTime: '2026-11-23T00:00:00Z',
		netParams: { privateMacAddress: mac, publicMacAddress: mac, vlan: -1, privateIp: address, publicIp: address },
		ownerId: request.userId,
		reservationId: request.reservationId,
		userData: request.userData,
		launchIndex: request.launchIndex,
		groupNames: request.netNames,
	};
}
