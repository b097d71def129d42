import { afterEach, expect, it } from 'vitest';
import { eventually } from './helpers/eventually.ts';
import { Bench, impatient, instances, room, runRequest, SMALL, stateOf } from './helpers/test-cluster.ts';
import { startHangingNode } from './helpers/test-node.ts';

const bench = new Bench();
afterEach(() => bench.end());

it('starts what was asked for, reports it with its node, owner and place in the launch, and ends it', async () => {
	const [node] = await bench.nodes(1);
	const { cc } = await bench.cluster({ nodes: [node?.address ?? { name: '', url: '' }] });
	const request = runRequest(2);
	const answer = await cc.RunInstances(request);
	expect(answer.instances.map(({ instanceId }) => instanceId)).toEqual(request.instanceIds);
	expect(answer.instances[1]).toMatchObject({
		ownerId: 'alice',
		reservationId: request.reservationId,
		launchIndex: '1',
		groupNames: ['default'],
		userData: 'data',
		instanceType: SMALL,
		serviceTag: node?.url,
		netParams: { privateMacAddress: request.macAddresses[1] },
	});
	const [id = ''] = request.instanceIds;
	await eventually(async () => expect(await stateOf(cc, id)).toBe('Extant'));
	expect(await cc.TerminateInstances({ userId: 'alice', instanceIds: [id, 'i-FFFFFFFF'] })).toEqual({
		isTerminated: [true, false],
	});
	await eventually(async () => expect(await stateOf(cc, id)).toBe('Teardown'));
	expect(node?.running()).toEqual([request.instanceIds[1]]);
});

it('answers a repeated call with what the first one did, and starts nothing twice', async () => {
	const nodes = await bench.nodes(2);
	const { cc } = await bench.cluster({ nodes: nodes.map(({ address }) => address) });
	for (const node of nodes) {
		node.runDelayMs = 100;
	}

	const request = runRequest(3);
	const [first, second] = await Promise.all([cc.RunInstances(request), cc.RunInstances(request)]);
	const third = await cc.RunInstances(request);
	const ids = (answer: typeof first) => answer.instances.map(({ instanceId }) => instanceId).toSorted();
	expect(ids(second)).toEqual(ids(first));
	expect(ids(third)).toEqual(ids(first));
	expect(nodes.flatMap(({ starts }) => starts).toSorted()).toEqual(request.instanceIds.toSorted());
});

it('counts an instance once that a node starts between telling its instances and its resources', async () => {
	const [node] = await bench.nodes(1);
	if (node === undefined) {
		throw new Error('no node');
	}

	node.cores = 2;
	const { cc } = await bench.cluster({ nodes: [node.address], timings: { callTimeoutMs: 60_000 } });
	expect((await room(cc)).free).toBe(2);
	const resources = Promise.withResolvers<void>();
	const lists = Promise.withResolvers<void>();
	const asked = node.resources;
	node.resourcesGate = resources.promise;
	await eventually(() => expect(node.resources).toBeGreaterThan(asked));
	await cc.RunInstances(runRequest(1));

	const listed = node.lists;
	node.listGate = lists.promise;
	resources.resolve();
	await eventually(() => expect(node.lists).toBeGreaterThan(listed));
	expect((await room(cc)).free).toBe(1);
	expect((await cc.RunInstances(runRequest(1))).instances).toHaveLength(1);
	lists.resolve();
	await eventually(() => expect(node.running()).toHaveLength(2));
});

it('refuses an id that belongs to another reservation', async () => {
	const nodes = await bench.nodes(1);
	const { cc } = await bench.cluster({ nodes: nodes.map(({ address }) => address) });
	const request = runRequest(1);
	await cc.RunInstances(request);
	await expect(cc.RunInstances({ ...request, reservationId: 'r-OTHER' })).rejects.toMatchObject({
		values: { remoteCode: 'ID_IN_USE' },
	});
});

it.each([
	['a count below 1', { minCount: 0 }, 'COUNT_INVALID'],
	['a maximum below the minimum', { minCount: 3 }, 'COUNT_INVALID'],
	['fewer ids than instances', { instanceIds: ['i-00000001'] }, 'IDS_MISSING'],
	['an id given twice', { instanceIds: ['i-00000001', 'i-00000001'] }, 'ID_INVALID'],
	['a type without cores', { instanceType: { ...SMALL, cores: 0 } }, 'TYPE_INVALID'],
])('refuses %s', async (_what, changes, code) => {
	const nodes = await bench.nodes(1);
	const { cc } = await bench.cluster({ nodes: nodes.map(({ address }) => address) });
	await expect(cc.RunInstances(runRequest(2, changes))).rejects.toMatchObject({ values: { remoteCode: code } });
});

it('starts none when there is room for fewer than minCount', async () => {
	const nodes = await bench.nodes(2);
	const { cc } = await bench.cluster({ nodes: nodes.map(({ address }) => address) });
	for (const node of nodes) {
		node.cores = 2;
	}

	await eventually(async () => expect((await room(cc)).max).toBe(4));
	await expect(cc.RunInstances(runRequest(5, { minCount: 5 }))).rejects.toMatchObject({
		values: { remoteCode: 'NOT_ENOUGH_RESOURCES' },
	});
	expect(nodes.flatMap(({ starts }) => starts)).toEqual([]);
	const { instances: started } = await cc.RunInstances(runRequest(5, { minCount: 4 }));
	expect(started).toHaveLength(4);
	expect(await room(cc)).toEqual({ max: 4, free: 0 });
});

it('ends those that started when nodes refuse so many that minCount is missed, and gives their room back', async () => {
	const [good, bad] = await bench.nodes(2);
	if (good === undefined || bad === undefined) {
		throw new Error('two nodes');
	}

	const { cc } = await bench.cluster({ nodes: [bad.address, good.address] });
	bad.refuses = true;
	good.cores = 2;
	bad.cores = 2;
	await eventually(async () => expect((await room(cc)).max).toBe(4));
	await expect(cc.RunInstances(runRequest(4, { minCount: 4 }))).rejects.toMatchObject({
		values: { remoteCode: 'NOT_ENOUGH_RESOURCES' },
	});
	expect(good.starts).toHaveLength(2);
	expect(good.running()).toEqual([]);
	expect((await instances(cc)).size).toBe(0);
	await eventually(async () => expect(await room(cc)).toEqual({ max: 4, free: 4 }));
});

it('goes on to the next node when one refuses, is dead, or hangs', async () => {
	const [refusing, dead, good] = await bench.nodes(3);
	const hanging = await startHangingNode('hanging');
	bench.onEnd(() => hanging.close());
	if (refusing === undefined || dead === undefined || good === undefined) {
		throw new Error('three nodes');
	}

	refusing.refuses = true;
	const { cc } = await bench.cluster({
		nodes: [refusing.address, dead.address, hanging, good.address],
		timings: impatient,
	});
	await eventually(async () => expect((await room(cc)).max).toBe(24));
	await dead.stop(); // and nobody noticed yet
	const { instances: started } = await cc.RunInstances(runRequest(2));
	expect(started.map(({ serviceTag }) => serviceTag)).toEqual([good.url, good.url]);
});

it('never leaves an instance running twice when a node starts it after the time limit', async () => {
	const [late, good] = await bench.nodes(2);
	if (late === undefined || good === undefined) {
		throw new Error('two nodes');
	}

	const timings = { runTimeoutMs: 2_000, lateStartMs: 60_000 };
	const { cc } = await bench.cluster({ nodes: [late.address, good.address], timings });
	const gate = Promise.withResolvers<void>();
	late.gate = gate.promise;
	const request = runRequest(1);
	const { instances: started } = await cc.RunInstances(request);
	expect(started[0]?.serviceTag).toBe(good.url);
	gate.resolve();
	await eventually(() => expect(late.starts).toEqual(request.instanceIds));
	await eventually(() => expect(late.running()).toEqual([]));
	expect(good.running()).toEqual(request.instanceIds);
	expect(await stateOf(cc, request.instanceIds[0] ?? '')).toBe('Extant');
});

it('places in turn with ROUNDROBIN and fills the first with GREEDY', async () => {
	const nodes = await bench.nodes(3);
	const order = async (policy: 'GREEDY' | 'ROUNDROBIN') => {
		const { cc, running } = await bench.cluster({ nodes: nodes.map(({ address }) => address), policy });
		await eventually(async () => expect((await room(cc)).max).toBe(24));
		const { instances: started } = await cc.RunInstances(runRequest(4));
		await cc.TerminateInstances({ userId: 'alice', instanceIds: started.map(({ instanceId }) => instanceId ?? '') });
		await running.close();
		return started.map(({ serviceTag }) => nodes.findIndex(({ url }) => url === serviceTag));
	};
	expect(await order('GREEDY')).toEqual([0, 0, 0, 0]);
	expect(await order('ROUNDROBIN')).toEqual([0, 1, 2, 0]);
});
