import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { EucaError } from '../../../../src/common/errors.ts';
import { silentLog } from '../../../../src/common/log.ts';
import { ncService } from '../../../../src/runtime/wire/contracts/nc/service.ts';
import type { NcInstance } from '../../../../src/runtime/wire/contracts/nc/types.ts';
import { createSoapService, type Handlers, listenSoap, type SoapServer } from '../../../../src/runtime/wire/server.ts';
import { makeIdentities } from '../../wire/identities.ts';

export const identities = await makeIdentities();

/** A node controller that really speaks the protocol, keeps its instances in memory, and can be made to misbehave. */
export class TestNode {
	readonly name: string;
	readonly instances = new Map<string, NcInstance>();
	/** How often each instance was really begun. */
	readonly starts: string[] = [];
	/** How often ncRunInstance was received. */
	orders = 0;
	cores = 8;
	memory = 8_192;
	disk = 100;
	/** ncRunInstance is refused. */
	refuses = false;
	/** ncRunInstance is answered so late. */
	runDelayMs = 0;
	/** ncRunInstance goes on when this is resolved. */
	gate: Promise<void> | undefined;
	/** Its list of instances, or its resources, is looked up when this is resolved. */
	listGate: Promise<void> | undefined;
	resourcesGate: Promise<void> | undefined;
	/** How often each was asked for. */
	lists = 0;
	resources = 0;
	/** Every request is answered so late. */
	delayMs = 0;
	/** A new instance is Extant at once. */
	bootsAtOnce = true;
	/** ncTerminateInstance is taken, and nothing happens. */
	clings = false;
	asked = 0;
	#server: SoapServer | undefined;
	#port = 0;

	constructor(name: string) {
		this.name = name;
	}

	get url(): string {
		return `http://127.0.0.1:${this.#port}/${ncService.path}`;
	}

	get address() {
		return { name: this.name, url: this.url };
	}

	running(): string[] {
		return [...this.instances.values()]
			.filter(({ stateName }) => stateName !== 'Teardown')
			.map(({ instanceId }) => instanceId);
	}

	async start(): Promise<this> {
		const service = createSoapService(ncService, this.#handlers(), {
			identity: identities.node,
			callers: [{ role: 'cluster controller', certificatePem: identities.cluster.certificatePem }],
			log: silentLog,
		});
		this.#server = await listenSoap(
			[{ definition: ncService, service }],
			{ host: '127.0.0.1', port: this.#port },
			silentLog,
		);
		this.#port = this.#server.port;
		return this;
	}

	async stop(): Promise<void> {
		await this.#server?.close();
		this.#server = undefined;
	}

	/** The instance ends by itself. */
	end(instanceId: string): void {
		const instance = this.instances.get(instanceId);
		if (instance !== undefined) {
			this.instances.set(instanceId, { ...instance, stateName: 'Teardown', stateCode: '14' });
		}
	}

	async #pause(): Promise<void> {
		this.asked += 1;
		if (this.delayMs > 0) {
			await delay(this.delayMs);
		}
	}

	#used(of: 'cores' | 'memory' | 'disk'): number {
		return [...this.instances.values()]
			.filter(({ stateName }) => stateName !== 'Teardown')
			.reduce((sum, { instanceType }) => sum + (instanceType[of] ?? 0), 0);
	}

	#handlers(): Handlers<typeof ncService> {
		return {
			ncRunInstance: async (request) => {
				await this.#pause();
				this.orders += 1;
				await delay(this.runDelayMs);
				await this.gate;
				if (this.refuses) {
					throw new EucaError('NO_ROOM', { text: 'no room', who: 'operator' });
				}

				const known = this.instances.get(request.instanceId);
				if (known !== undefined) {
					return { instance: known };
				}

				this.starts.push(request.instanceId);
				const instance: NcInstance = {
					instanceId: request.instanceId,
					instanceType: request.instanceType,
					imageId: request.imageId,
					kernelId: request.kernelId,
					imageURL: request.imageURL,
					kernelURL: request.kernelURL,
					stateCode: '12',
					stateName: this.bootsAtOnce ? 'Extant' : 'Pending',
					userId: request.userId,
					keyName: request.keyName,
					launchTime: new Date().toISOString(),
					reservationId: request.reservationId,
					netParams: {
						privateMacAddress: request.privateMacAddress,
						publicMacAddress: request.publicMacAddress,
						vlan: request.vlan,
						privateIp: '0.0.0.0',
						publicIp: '0.0.0.0',
					},
				};
				this.instances.set(request.instanceId, instance);
				return { instance: { ...instance, stateName: 'Pending' } };
			},
			ncDescribeInstances: async () => {
				this.lists += 1;
				await this.#pause();
				await this.listGate;
				return { instances: [...this.instances.values()] };
			},
			ncTerminateInstance: async ({ instanceId }) => {
				await this.#pause();
				if (!this.instances.has(instanceId)) {
					throw new EucaError('NOT_FOUND', { text: 'no such instance', who: 'user' });
				}

				if (!this.clings) {
					this.end(instanceId);
				}

				return { instanceId, shutdownState: '5', previousState: '1' };
			},
			ncRebootInstance: async ({ instanceId }) => ({ status: this.instances.has(instanceId) }),
			ncGetConsoleOutput: async ({ instanceId }) => ({
				consoleOutput: Buffer.from(`hello from ${instanceId}`).toString('base64'),
			}),
			ncDescribeResource: async () => {
				this.resources += 1;
				await this.#pause();
				await this.resourcesGate;
				return {
					nodeStatus: 'OK',
					memorySizeMax: this.memory,
					memorySizeAvailable: this.memory - this.#used('memory'),
					diskSizeMax: this.disk,
					diskSizeAvailable: this.disk - this.#used('disk'),
					numberOfCoresMax: this.cores,
					numberOfCoresAvailable: this.cores - this.#used('cores'),
					publicSubnets: 'none',
				};
			},
			ncStartNetwork: async () => ({ networkStatus: 'SUCCESS' }),
		};
	}
}

interface HangingNode {
	readonly name: string;
	readonly url: string;
	/** The numbers of the connections whose other end has not given up yet. */
	unanswered(): readonly number[];
	close(): Promise<void>;
}

/** Accepts connections and never says a word. */
export async function startHangingNode(name: string): Promise<HangingNode> {
	const waiting = new Map<Socket, number>();
	let count = 0;
	const server: Server = createServer(() => undefined).on('connection', (socket: Socket) => {
		waiting.set(socket, count++);
		socket.once('close', () => waiting.delete(socket));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	return {
		name,
		url: `http://127.0.0.1:${port}/${ncService.path}`,
		unanswered: () => [...waiting.values()],
		close: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
