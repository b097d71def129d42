import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { silentLog } from '../../../src/common/log.ts';
import { simulatedNode } from '../../../src/runtime/node/simulated-node.ts';
import { type RunningNode, startNode } from '../../../src/runtime/node/start-node.ts';
import { eventually } from './helpers/eventually.ts';
import { Bench, instances, room, runRequest, stateOf } from './helpers/test-cluster.ts';
import { identities } from './helpers/test-node.ts';

const bench = new Bench();
afterEach(() => bench.end());

/** The node controller of the product with a simulated hypervisor. */
async function start(directory: string, number: number, port = 0): Promise<RunningNode> {
	await mkdir(directory, { recursive: true });
	const parts = await simulatedNode({
		directory,
		number,
		cores: 4,
		memoryMb: 8_192,
		diskGb: 100,
		bootSeconds: 0.2,
		settings: { pollMs: 100, teardownMs: 2_000 },
	});
	const node = await startNode({
		name: `node-${number}`,
		...parts,
		identity: identities.node,
		callers: [{ role: 'cluster controller', certificatePem: identities.cluster.certificatePem }],
		listen: { host: '127.0.0.1', port },
		bootId: 'test',
		log: silentLog,
	});
	bench.onEnd(() => node.close());
	return node;
}

it('runs, describes, reboots and ends instances on the node controllers of the product', async () => {
	const directory = await bench.directory();
	const nodes = await Promise.all([1, 2].map((number) => start(join(directory, `${number}`), number)));
	const { cc } = await bench.cluster({
		nodes: nodes.map(({ url }, index) => ({ name: `node-${index}`, url })),
		policy: 'ROUNDROBIN',
		timings: { callTimeoutMs: 5_000, runTimeoutMs: 5_000 },
	});
	expect(await room(cc)).toEqual({ max: 8, free: 8 });
	const request = runRequest(8, { minCount: 8 });
	const { instances: started } = await cc.RunInstances(request);
	expect(started.map(({ stateName }) => stateName)).toEqual(Array(8).fill('Pending'));
	expect((await room(cc)).free).toBe(0);
	await expect(cc.RunInstances(runRequest(1))).rejects.toMatchObject({
		values: { remoteCode: 'NOT_ENOUGH_RESOURCES' },
	});
	await eventually(async () => {
		const known = [...(await instances(cc)).values()];
		expect(known.map(({ stateName }) => stateName)).toEqual(Array(8).fill('Extant'));
		expect(new Set(known.map(({ netParams }) => netParams?.privateIp)).size).toBe(8);
		expect(known.some(({ netParams }) => netParams?.privateIp === '0.0.0.0')).toBe(false);
	});
	const [first = '', ...others] = request.instanceIds;
	await cc.RebootInstances({ instanceIds: [first] });
	const { consoleOutput } = await cc.GetConsoleOutput({ instanceId: first });
	expect(Buffer.from(consoleOutput ?? '', 'base64').toString()).toContain('login:');
	expect((await cc.RunInstances(request)).instances).toHaveLength(8);
	await cc.TerminateInstances({ instanceIds: others });
	await eventually(async () => expect(await room(cc)).toEqual({ max: 8, free: 7 }));
	expect(await stateOf(cc, first)).toBe('Extant');
});

it('ends an instance on a node that was away when the end was asked for', async () => {
	const directory = await bench.directory();
	const node = await start(directory, 1);
	const { cc } = await bench.cluster({ nodes: [{ name: 'node', url: node.url }] });
	const request = runRequest(1);
	const [id = ''] = request.instanceIds;
	await cc.RunInstances(request);
	await eventually(async () => expect(await stateOf(cc, id)).toBe('Extant'));
	await node.close();
	await eventually(async () => expect((await room(cc)).max).toBe(0));
	expect(await cc.TerminateInstances({ instanceIds: [id] })).toEqual({ isTerminated: [true] });
	await start(directory, 1, node.port);
	await eventually(async () => expect(await stateOf(cc, id)).toBe('Teardown'));
});
