import { fork } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { run } from '../../../src/common/run.ts';
import { ccService } from '../../../src/runtime/wire/contracts/cc/service.ts';
import { eventually } from './helpers/eventually.ts';
import { Bench, instances, quick, room, runRequest, stateOf } from './helpers/test-cluster.ts';
import { identities, type TestNode } from './helpers/test-node.ts';

const bench = new Bench();
afterEach(() => bench.end());

/** Starts a cluster controller in its own process. */
async function spawnCluster(stateDir: string, nodes: readonly TestNode[], runTimeoutMs: number = quick.runTimeoutMs) {
	const child = fork(join(import.meta.dirname, 'helpers/euca-cluster-process.ts'), { stdio: 'inherit', execArgv: [] });
	const exited = once(child, 'exit');
	const kill = async () => {
		child.kill('SIGKILL');
		await exited;
	};
	bench.onEnd(kill);
	child.send({
		stateDir,
		policy: 'ROUNDROBIN',
		nodes: nodes.map(({ address }) => address),
		network: { mode: 'SYSTEM' },
		identity: identities.cluster,
		callers: [{ role: 'cloud controller', certificatePem: identities.cloud.certificatePem }],
		nodeCertificates: [identities.node.certificatePem],
		timings: { ...quick, runTimeoutMs, lateStartMs: 20_000 },
		listen: { host: '127.0.0.1', port: 0 },
	});
	const [port] = await once(child, 'message');
	return { cc: bench.client(`http://127.0.0.1:${port}/${ccService.path}`), kill };
}

it('finds every instance again after a restart, also those of a node that is silent then', async () => {
	const nodes = await bench.nodes(2);
	const stateDir = await bench.directory();
	const options = { nodes: nodes.map(({ address }) => address), policy: 'ROUNDROBIN', stateDir } as const;
	const first = await bench.cluster(options);
	const request = runRequest(2);
	await first.cc.RunInstances(request);
	const before = await instances(first.cc);
	await first.running.close();
	await nodes[1]?.stop();
	const second = await bench.cluster(options);
	const after = await instances(second.cc);
	expect([...after.keys()]).toEqual([...before.keys()]);
	expect([...after.values()].map(({ userData, serviceTag }) => [userData, serviceTag])).toEqual(
		nodes.map(({ url }) => ['data', url]),
	);
});

it('adopts instances that it finds on nodes after its state was lost', async () => {
	const nodes = await bench.nodes(1);
	const options = { nodes: nodes.map(({ address }) => address) };
	const first = await bench.cluster(options);
	const request = runRequest(1);
	await first.cc.RunInstances(request);
	await first.running.close();
	await rm(first.stateDir, { recursive: true });
	const second = await bench.cluster(options);
	const [id = ''] = request.instanceIds;
	expect((await instances(second.cc)).get(id)).toMatchObject({
		ownerId: 'alice',
		reservationId: request.reservationId,
		stateName: 'Extant',
	});
	expect((await second.cc.RunInstances(request)).instances).toHaveLength(1);
	expect(nodes[0]?.starts).toEqual([id]);
});

it('starts with a torn last line, and with a damaged one in the middle, of its state file', async () => {
	const nodes = await bench.nodes(1);
	const options = { nodes: nodes.map(({ address }) => address), stateDir: await bench.directory() };
	const request = runRequest(2);
	const first = await bench.cluster(options);
	await first.cc.RunInstances(request);
	await first.running.close();
	const path = join(options.stateDir, 'instances.jsonl');
	await appendFile(path, '{"kind":"put","record":17}\n{"kind":"drop","instanceId":"');
	await nodes[0]?.stop();
	const second = await bench.cluster(options);
	expect([...(await instances(second.cc)).keys()]).toEqual(request.instanceIds);
	expect(await readFile(`${path}.damaged`, 'utf8')).toContain('17');
});

it('ends an instance whose end was asked for before the restart', async () => {
	const nodes = await bench.nodes(1);
	const options = { nodes: nodes.map(({ address }) => address), stateDir: await bench.directory() };
	const request = runRequest(1);
	const first = await bench.cluster(options);
	await first.cc.RunInstances(request);
	await nodes[0]?.stop();
	await first.cc.TerminateInstances({ instanceIds: request.instanceIds });
	await first.running.close();
	await nodes[0]?.start();
	const second = await bench.cluster(options);
	await eventually(async () => expect(await stateOf(second.cc, request.instanceIds[0] ?? '')).toBe('Teardown'));
});

it('loses no acknowledged instance and starts none twice when it is killed at any moment', async () => {
	const nodes = await bench.nodes(3);
	for (const node of nodes) {
		node.cores = 100;
		node.memory = 100_000;
		node.disk = 1_000;
		node.runDelayMs = 15;
	}

	const stateDir = await bench.directory();
	for (let round = 0; round < 4; round += 1) {
		const acknowledged: string[] = [];
		const open: ReturnType<typeof runRequest>[] = [];
		const { cc, kill } = await spawnCluster(stateDir, nodes);
		const caller = (async () => {
			for (;;) {
				const request = runRequest(3);
				open.push(request);
				const { instances: started } = await cc.RunInstances(request);
				acknowledged.push(...started.map(({ instanceId }) => instanceId ?? ''));
				open.pop();
			}
		})().catch(() => undefined);
		await eventually(() => expect(acknowledged.length).toBeGreaterThan(3));
		await delay(137 * round);
		await kill();
		await caller;

		const again = await spawnCluster(stateDir, nodes);
		const known = await instances(again.cc);
		expect(acknowledged.filter((id) => !known.has(id))).toEqual([]);
		for (const request of open) {
			expect((await again.cc.RunInstances(request)).instances).toHaveLength(3);
		}

		await again.kill();
	}

	const running = nodes.flatMap((node) => node.running());
	expect(running.length).toBeGreaterThan(10);
	expect(new Set(running).size).toBe(running.length);
	expect(nodes.flatMap(({ starts }) => starts).length).toBe(running.length);
});

it('asks the same node again when it was killed while that node was thinking', async () => {
	const nodes = await bench.nodes(3);
	const stateDir = await bench.directory();
	const first = await spawnCluster(stateDir, nodes, 60_000);
	await first.cc.RunInstances(runRequest(1)); // so that the next one's turn is not that of a new process
	const gate = Promise.withResolvers<void>();
	for (const node of nodes) {
		node.gate = gate.promise;
	}

	const request = runRequest(2);
	const lost = first.cc.RunInstances(request).catch(() => undefined);
	await vi.waitFor(() => expect(nodes.map(({ orders }) => orders)).toEqual([1, 1, 1]), {
		timeout: 60_000,
		interval: 10,
	});
	await first.kill();
	await lost;
	const second = await spawnCluster(stateDir, nodes, 60_000);
	const known = await instances(second.cc);
	expect(request.instanceIds.map((id) => known.get(id)?.stateName)).toEqual(['Pending', 'Pending']);
	const repeated = second.cc.RunInstances(request);
	await eventually(() => expect(nodes.map(({ orders }) => orders)).toEqual([1, 2, 2]));
	gate.resolve();
	expect((await repeated).instances.map(({ serviceTag }) => serviceTag)).toEqual([nodes[1]?.url, nodes[2]?.url]);
	expect(nodes.map(({ starts }) => starts.length)).toEqual([1, 1, 1]);
});

it('refuses to start instances that it cannot write down, and goes on when there is room again', async () => {
	const nodes = await bench.nodes(1);
	const mount = await bench.directory();
	const stateDir = join(mount, 'state');
	await run('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', mount]);
	bench.onEnd(async () => {
		await run('umount', ['-l', mount]);
	});
	const { cc } = await bench.cluster({ nodes: nodes.map(({ address }) => address), stateDir });
	await writeFile(join(mount, 'filler'), Buffer.alloc(200_000)).catch(() => undefined);
	const userData = 'x'.repeat(8_192);
	const refused = runRequest(1, { userData });
	await expect(cc.RunInstances(refused)).rejects.toMatchObject({ values: { remoteCode: 'STATE_UNWRITABLE' } });
	expect(nodes[0]?.orders).toBe(0);
	expect((await instances(cc)).size).toBe(0);
	await rm(join(mount, 'filler'));
	expect((await cc.RunInstances(refused)).instances).toHaveLength(1);
	expect(await readFile(join(stateDir, 'instances.jsonl'), 'utf8')).toContain(refused.instanceIds[0]);
	expect(await room(cc)).toEqual({ max: 8, free: 7 });
});
