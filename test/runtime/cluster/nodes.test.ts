import { afterEach, expect, it } from 'vitest';
import { eventually } from './helpers/eventually.ts';
import { Bench, impatient, instances, room, runRequest, SMALL, stateOf } from './helpers/test-cluster.ts';
import { startHangingNode } from './helpers/test-node.ts';

const bench = new Bench();
afterEach(() => bench.end());

async function nodes<N extends number>(count: N) {
	const list = await bench.nodes(count);
	const node = (index: number) => {
		const found = list[index];
		if (found === undefined) {
			throw new Error(`no node ${index}`);
		}

		return found;
	};
	return { list, node, addresses: list.map(({ address }) => address) };
}

it('counts per node the smallest of the floors, and only nodes that answer', async () => {
	const { node, addresses } = await nodes(3);
	node(0).cores = 7;
	node(1).memory = 300;
	node(2).disk = 9;
	await node(2).stop();
	const { cc } = await bench.cluster({ nodes: addresses });
	const type = { name: 'c1.medium', cores: 2, memory: 128, disk: 5 };
	const { resources, serviceTags } = await cc.DescribeResources({ instanceTypes: [type, SMALL] });
	expect(resources).toEqual([
		{ instanceType: type, maxInstances: 3 + 2, availableInstances: 3 + 2 },
		{ instanceType: SMALL, maxInstances: 7 + 2, availableInstances: 7 + 2 },
	]);
	expect(serviceTags).toEqual(addresses.map(({ url }) => url));
});

it('fails the whole question when a type has a number below 1, and says which', async () => {
	const { addresses } = await nodes(1);
	const { cc } = await bench.cluster({ nodes: addresses });
	await expect(
		cc.DescribeResources({ instanceTypes: [SMALL, { name: 'broken', cores: 1, memory: 0, disk: 1 }] }),
	).rejects.toMatchObject({ values: { remoteCode: 'TYPE_INVALID', reason: expect.stringContaining('broken') } });
});

it('answers at once while a node hangs, and takes a node back with its next good answer', async () => {
	const { node, addresses } = await nodes(2);
	const hanging = await startHangingNode('hanging');
	bench.onEnd(() => hanging.close());
	const { cc } = await bench.cluster({ nodes: [hanging, ...addresses], timings: impatient });
	await eventually(async () => expect((await room(cc)).max).toBe(16));
	await eventually(async () => {
		const asked = hanging.unanswered();
		expect(asked).not.toEqual([]);
		await Promise.all(Array.from({ length: 10 }, () => room(cc)));
		expect(hanging.unanswered()).toEqual(asked);
	});

	await node(0).stop();
	await eventually(async () => expect((await room(cc)).max).toBe(8));
	await node(0).start();
	await eventually(async () => expect((await room(cc)).max).toBe(16));
});

it('keeps reporting the instances of a silent node with their last state, and ends them when it is back', async () => {
	const { node, addresses } = await nodes(1);
	const { cc } = await bench.cluster({ nodes: addresses });
	const { instanceIds } = runRequest(1);
	const request = runRequest(1, { instanceIds });
	const [id = ''] = instanceIds;
	await cc.RunInstances(request);
	await eventually(async () => expect(await stateOf(cc, id)).toBe('Extant'));
	await node(0).stop();
	await eventually(async () => expect((await room(cc)).max).toBe(0));
	expect(await stateOf(cc, id)).toBe('Extant');
	expect(await cc.TerminateInstances({ instanceIds })).toEqual({ isTerminated: [true] });
	expect(await stateOf(cc, id)).toBe('Extant');
	await node(0).start();
	await eventually(async () => expect(await stateOf(cc, id)).toBe('Teardown'));
	expect(node(0).running()).toEqual([]);
});

it('sees an instance that ended by itself, or that its node has forgotten', async () => {
	const { node, addresses } = await nodes(1);
	const { cc } = await bench.cluster({ nodes: addresses });
	const request = runRequest(2);
	const [ended = '', forgotten = ''] = request.instanceIds;
	await cc.RunInstances(request);
	node(0).end(ended);
	node(0).instances.delete(forgotten);
	await eventually(async () => {
		const known = await instances(cc);
		expect(known.get(ended)?.stateName).toBe('Teardown');
		expect(known.get(forgotten)).toMatchObject({
			stateName: 'Teardown',
			stateReason: 'it is not on its node any more',
		});
	});
});

it('forgets an ended instance after its time', async () => {
	const { addresses } = await nodes(1);
	const { cc } = await bench.cluster({ nodes: addresses, timings: { keepGoneMs: 200 } });
	const request = runRequest(1);
	await cc.RunInstances(request);
	await cc.TerminateInstances({ instanceIds: request.instanceIds });
	await eventually(async () => expect((await instances(cc)).size).toBe(0));
});

it('repeats the order to end an instance until its node obeys', async () => {
	const { node, addresses } = await nodes(1);
	const { cc } = await bench.cluster({ nodes: addresses });
	const request = runRequest(1);
	await cc.RunInstances(request);
	node(0).clings = true;
	await cc.TerminateInstances({ instanceIds: request.instanceIds });
	node(0).clings = false;
	await eventually(async () => expect(await stateOf(cc, request.instanceIds[0] ?? '')).toBe('Teardown'));
});

it('shows users their own instances only, and the administrator all', async () => {
	const { addresses } = await nodes(1);
	const { cc } = await bench.cluster({ nodes: addresses });
	const request = runRequest(1);
	await cc.RunInstances(request);
	const seenBy = async (userId: string) => (await cc.DescribeInstances({ userId, instanceIds: [] })).instances.length;
	expect([await seenBy('alice'), await seenBy('bob'), await seenBy('eucalyptus')]).toEqual([1, 0, 1]);
	const byBob = { userId: 'bob', instanceIds: request.instanceIds };
	expect(await cc.TerminateInstances(byBob)).toEqual({ isTerminated: [false] });
	await expect(cc.RebootInstances(byBob)).rejects.toMatchObject({ values: { remoteCode: 'INSTANCE_UNKNOWN' } });
});

it('passes the console on and reboots, and names the node that does not answer', async () => {
	const { node, addresses } = await nodes(1);
	const { cc } = await bench.cluster({ nodes: addresses });
	const request = runRequest(1);
	const [instanceId = ''] = request.instanceIds;
	await cc.RunInstances(request);
	await cc.RebootInstances({ userId: 'alice', instanceIds: [instanceId] });
	const { consoleOutput } = await cc.GetConsoleOutput({ userId: 'alice', instanceId });
	expect(Buffer.from(consoleOutput ?? '', 'base64').toString()).toBe(`hello from ${instanceId}`);
	await node(0).stop();
	await expect(cc.GetConsoleOutput({ instanceId })).rejects.toMatchObject({
		values: { remoteCode: 'NODE_FAILED', reason: expect.stringContaining(node(0).url) },
	});
});

it('takes in an added node, and starts nothing on one taken out while it still reports its instances', async () => {
	const { node, list } = await nodes(2);
	const { cc, running } = await bench.cluster({ nodes: [node(0).address] });
	const old = runRequest(1);
	await cc.RunInstances(old);
	running.setNodes([node(1).address]);
	await eventually(async () => expect(await room(cc)).toEqual({ max: 8, free: 8 }));
	const { instances: fresh } = await cc.RunInstances(runRequest(1));
	expect(fresh[0]?.serviceTag).toBe(node(1).url);
	expect(await stateOf(cc, old.instanceIds[0] ?? '')).toBe('Extant');
	await cc.TerminateInstances({ instanceIds: old.instanceIds });
	await eventually(async () => expect(await stateOf(cc, old.instanceIds[0] ?? '')).toBe('Teardown'));
	expect(list.map((each) => each.running().length)).toEqual([0, 1]);
});

it('writes off what was to end on a node that was taken out and stays silent', async () => {
	const { node, addresses } = await nodes(2);
	const { cc, running } = await bench.cluster({ nodes: addresses });
	const request = runRequest(1);
	await cc.RunInstances(request);
	await node(0).stop();
	running.setNodes([node(1).address]);
	await cc.TerminateInstances({ instanceIds: request.instanceIds });
	await eventually(async () => expect(await stateOf(cc, request.instanceIds[0] ?? '')).toBe('Teardown'));
});

it('asks quiet nodes less often the more there are', async () => {
	const { list, addresses } = await nodes(10);
	const asked = () => list.reduce((sum, each) => sum + each.asked, 0);
	await bench.cluster({ nodes: addresses, timings: { quietPollsPerSecond: 10, pollMs: 50 } });
	// each of the first round is asked for instances and resources
	await eventually(() => expect(asked()).toBeGreaterThanOrEqual(20));
	const [before, started] = [asked(), performance.now()];
	await new Promise((resolve) => setTimeout(resolve, 2_000));
	const seconds = (performance.now() - started) / 1000;
	expect((asked() - before) / seconds).toBeLessThan(40); // 200 without the limit
});

it('answers the public address operations with the mode', async () => {
	const { addresses } = await nodes(1);
	const { cc } = await bench.cluster({ nodes: addresses });
	const failure = { values: { remoteCode: 'NOT_IN_THIS_MODE', reason: expect.stringContaining('SYSTEM') } };
	await expect(cc.DescribePublicAddresses({})).rejects.toMatchObject(failure);
	await expect(cc.AssignAddress({ source: '1.2.3.4', dest: '10.0.0.1' })).rejects.toMatchObject(failure);
	await expect(cc.UnassignAddress({ source: '1.2.3.4', dest: '10.0.0.1' })).rejects.toMatchObject(failure);
	await cc.StartNetwork({ vlan: 10, netName: 'default' });
	await cc.StopNetwork({ vlan: 10, netName: 'default' });
	await cc.ConfigureNetwork({ rules: [] });
});
