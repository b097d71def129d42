import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../../../src/common/log.ts';
import type { ClusterOptions, RunningCluster } from '../../../../src/runtime/cluster/options.ts';
import { startCluster } from '../../../../src/runtime/cluster/start-cluster.ts';
import { createSoapClient, type SoapClient } from '../../../../src/runtime/wire/client.ts';
import { ccService } from '../../../../src/runtime/wire/contracts/cc/service.ts';
import type { CcInstance } from '../../../../src/runtime/wire/contracts/cc/types.ts';
import { identities, TestNode } from './test-node.ts';

export type CcClient = SoapClient<typeof ccService>;

/** With a node that hangs, or answers too late. */
export const impatient = { callTimeoutMs: 3_000, runTimeoutMs: 3_000 } as const;

/** Short times, so that tests are quick. */
export const quick = {
	pollMs: 100,
	activePollMs: 30,
	retryMaxMs: 300,
	// for what hangs: a busy machine makes no node silent
	callTimeoutMs: 30_000,
	runTimeoutMs: 30_000,
	lateStartMs: 1_500,
	keepGoneMs: 60_000,
	writeOffMs: 400,
} as const;

export const SMALL = { name: 'm1.small', cores: 1, memory: 128, disk: 2 };

/** Collects what must be closed or removed at the end of a test. */
export class Bench {
	readonly #cleanups: (() => Promise<void>)[] = [];

	async directory(): Promise<string> {
		const path = await mkdtemp(join(tmpdir(), 'euca-cc-'));
		this.onEnd(() => rm(path, { recursive: true, force: true }));
		return path;
	}

	async nodes(count: number): Promise<TestNode[]> {
		const nodes = await Promise.all(Array.from({ length: count }, (_, index) => new TestNode(`node-${index}`).start()));
		for (const node of nodes) {
			this.onEnd(() => node.stop());
		}

		return nodes;
	}

	async cluster(
		options: Partial<ClusterOptions> & Pick<ClusterOptions, 'nodes'>,
	): Promise<{ running: RunningCluster; cc: CcClient; stateDir: string }> {
		const stateDir = options.stateDir ?? (await this.directory());
		const running = await startCluster({
			policy: 'GREEDY',
			network: { mode: 'SYSTEM' },
			identity: identities.cluster,
			callers: [{ role: 'cloud controller', certificatePem: identities.cloud.certificatePem }],
			otherRoles: [{ role: 'node controller', certificatePem: identities.node.certificatePem }],
			nodeCertificates: [identities.node.certificatePem],
			log: silentLog,
			listen: { host: '127.0.0.1', port: 0 },
			...options,
			stateDir,
			timings: { ...quick, ...options.timings },
		});
		let isOpen = true;
		const close = async () => {
			if (isOpen) {
				isOpen = false;
				await running.close();
			}
		};
		this.onEnd(close);
		return { running: { ...running, close }, cc: this.client(running.url ?? ''), stateDir };
	}

	client(url: string): CcClient {
		const cc = createSoapClient(ccService, {
			url,
			identity: identities.cloud,
			trustedCertificates: [identities.cluster.certificatePem],
			timeoutMs: 60_000,
		});
		this.onEnd(async () => cc.close());
		return cc;
	}

	onEnd(cleanup: () => Promise<void>): void {
		this.#cleanups.unshift(cleanup);
	}

	async end(): Promise<void> {
		for (const cleanup of this.#cleanups.splice(0)) {
			await cleanup();
		}
	}
}

let counter = 0;

/** A RunInstances request with fresh ids. */
export function runRequest(maxCount: number, changes: Partial<Parameters<CcClient['RunInstances']>[0]> = {}) {
	counter += 1;
	const hex = (index: number) => (counter * 4_096 + index).toString(16).toUpperCase().padStart(8, '0');
	const numbers = Array.from({ length: maxCount }, (_, index) => hex(index));
	return {
		userId: 'alice',
		imageId: 'emi-1',
		kernelId: 'eki-1',
		imageURL: 'http://images/emi-1',
		kernelURL: 'http://images/eki-1',
		instanceType: SMALL,
		keyName: '',
		minCount: 1,
		maxCount,
		reservationId: `r-${hex(0)}`,
		instanceIds: numbers.map((number) => `i-${number}`),
		netNames: ['default'],
		macAddresses: numbers.map((number) => `d0:0d:${(number.match(/../g) ?? []).join(':').toLowerCase()}`),
		vlan: 0,
		userData: 'data',
		launchIndex: '0',
		...changes,
	};
}

export async function instances(cc: CcClient): Promise<Map<string, CcInstance>> {
	const { instances: list } = await cc.DescribeInstances({ userId: 'eucalyptus', instanceIds: [] });
	return new Map(list.map((instance) => [instance.instanceId ?? '', instance]));
}

export async function stateOf(cc: CcClient, id: string): Promise<string | undefined> {
	return (await instances(cc)).get(id)?.stateName;
}

/** How many small instances fit: in all and now. */
export async function room(cc: CcClient): Promise<{ max: number; free: number }> {
	const { resources } = await cc.DescribeResources({ userId: 'eucalyptus', instanceTypes: [SMALL] });
	return { max: resources[0]?.maxInstances ?? -1, free: resources[0]?.availableInstances ?? -1 };
}
