import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { silentLog } from '../../../src/common/log.ts';
import { type SimulatedNode, type SimulatedParts, simulatedNode } from '../../../src/runtime/node/simulated-node.ts';
import { type NodeOptions, type RunningNode, startNode } from '../../../src/runtime/node/start-node.ts';
import { createSoapClient, type SoapClient } from '../../../src/runtime/wire/client.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';

export type NodeClient = SoapClient<typeof ncService>;
/** What a test may change of a simulated node and of the controller over it. */
export type BenchChanges = Partial<SimulatedNode> & Partial<Omit<NodeOptions, 'settings'>>;
export interface NodeBench {
	readonly directory: string;
	readonly parts: SimulatedParts;
	readonly node: RunningNode;
	readonly client: NodeClient;
	/** Stops the node and starts another on the same directory. */
	restart(changes?: BenchChanges): Promise<NodeBench>;
}

export function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), 'euca-nc-'));
	onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
	return directory;
}

/** A node controller with nothing real behind it, and a client, over a real socket without signatures. */
export async function startBench(changes: BenchChanges = {}, directory = temporaryDirectory()): Promise<NodeBench> {
	const parts = await simulatedNode({
		directory,
		number: 7,
		cores: 8,
		memoryMb: 4096,
		diskGb: 100,
		bootSeconds: 0,
		...changes,
		settings: { pollMs: 20, ...changes.settings },
	});
	const node = await startNode({
		name: 'node-7',
		...parts,
		callers: [],
		listen: { host: '127.0.0.1', port: 0 },
		log: silentLog,
		bootId: 'boot-1',
		...changes,
		settings: parts.settings,
	});
	const client = createSoapClient(ncService, { url: node.url });
	let closed = false;
	const close = async () => {
		if (!closed) {
			closed = true;
			client.close();
			await node.close();
		}
	};
	onTestFinished(close);
	return {
		directory,
		parts,
		node,
		client,
		async restart(next = {}) {
			await close();
			return startBench({ ...changes, ...next }, directory);
		},
	};
}

type RunRequest = Parameters<NodeClient['ncRunInstance']>[0];

export function runRequest(changes: Partial<RunRequest> = {}): RunRequest {
	return {
		userId: 'alice',
		instanceId: 'i-3C5F0702',
		reservationId: 'r-11111111',
		imageId: 'emi-0A0A0A0A',
		imageURL: 'file:///images/root.img#sha256=00',
		kernelId: 'eki-0B0B0B0B',
		kernelURL: 'file:///images/vmlinuz#sha256=00',
		instanceType: { memory: 128, cores: 1, disk: 10 },
		keyName: 'ssh-rsa AAAAB3Nza alice',
		publicMacAddress: 'd0:0f:3c:5f:07:02',
		privateMacAddress: 'D0:0D:3C:5F:07:02',
		vlan: 0,
		groupNames: ['default'],
		...changes,
	};
}

/** Asks until the answer pleases, or fails after a minute with the last answer. */
export async function eventually<T>(
	ask: () => Promise<T> | T,
	pleases: (answer: T) => boolean,
	limitMs = 60_000,
): Promise<T> {
	for (const deadline = Date.now() + limitMs; ; ) {
		const answer = await ask();
		if (pleases(answer)) {
			return answer;
		}

		if (Date.now() > deadline) {
			throw new Error(`still ${JSON.stringify(answer)}`);
		}

		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

export async function stateOf(client: NodeClient, id = 'i-3C5F0702'): Promise<string> {
	const { instances } = await client.ncDescribeInstances({ userId: 'eucalyptus', instanceIds: [id] });
	return instances[0]?.stateName ?? 'unknown';
}
