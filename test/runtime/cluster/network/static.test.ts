import { afterEach, describe, expect, it } from 'vitest';
import type { StaticSettings } from '../../../../src/runtime/cluster/network/settings.ts';
import { checkStaticSettings } from '../../../../src/runtime/cluster/network/static-settings.ts';
import { eventually } from '../helpers/eventually.ts';
import { Bench, runRequest, stateOf } from '../helpers/test-cluster.ts';

const bench = new Bench();
afterEach(() => bench.end());

const settings: StaticSettings = {
	mode: 'STATIC',
	subnet: '10.9.0.0',
	netmask: '255.255.255.0',
	broadcast: '10.9.0.255',
	router: '10.9.0.1',
	dns: '10.9.0.1',
	pairs: [
		{ mac: 'aa:dd:11:00:00:0A', ip: '10.9.0.10' },
		{ mac: 'aa:dd:11:00:00:0b', ip: '10.9.0.11' },
	],
	nat: false,
	bridge: 'unused',
};

it('gives each instance the first free pair instead of the MAC that was proposed', async () => {
	const [node] = await bench.nodes(1);
	const { cc } = await bench.cluster({ nodes: node === undefined ? [] : [node.address], network: settings });
	const { instances } = await cc.RunInstances(runRequest(2));
	expect(
		instances.map(({ netParams }) => [netParams?.privateMacAddress, netParams?.privateIp, netParams?.publicIp]),
	).toEqual([
		['aa:dd:11:00:00:0a', '10.9.0.10', '10.9.0.10'],
		['aa:dd:11:00:00:0b', '10.9.0.11', '10.9.0.11'],
	]);
	expect([...(node?.instances.values() ?? [])].map(({ netParams }) => netParams?.privateMacAddress)).toEqual([
		'aa:dd:11:00:00:0a',
		'aa:dd:11:00:00:0b',
	]);
});

it('starts as many as there are addresses, and says so when there are too few', async () => {
	const nodes = await bench.nodes(1);
	const { cc } = await bench.cluster({ nodes: nodes.map(({ address }) => address), network: settings });
	await expect(cc.RunInstances(runRequest(3, { minCount: 3 }))).rejects.toMatchObject({
		values: { remoteCode: 'NOT_ENOUGH_RESOURCES' },
	});
	expect((await cc.RunInstances(runRequest(3))).instances).toHaveLength(2);
	await expect(cc.RunInstances(runRequest(1))).rejects.toMatchObject({
		values: { reason: expect.stringContaining('no address of VNET_MACMAP is free') },
	});
});

it('gives an address to the next instance only when the first is really gone', async () => {
	const [node] = await bench.nodes(1);
	if (node === undefined) {
		throw new Error('one node');
	}

	const { cc } = await bench.cluster({ nodes: [node.address], network: settings });
	const first = runRequest(2);
	await cc.RunInstances(first);
	node.clings = true; // the order is taken, the instance still runs
	await cc.TerminateInstances({ instanceIds: first.instanceIds.slice(0, 1) });
	await expect(cc.RunInstances(runRequest(1))).rejects.toMatchObject({
		values: { remoteCode: 'NOT_ENOUGH_RESOURCES' },
	});
	node.clings = false;
	await eventually(async () => expect(await stateOf(cc, first.instanceIds[0] ?? '')).toBe('Teardown'));
	const { instances } = await cc.RunInstances(runRequest(1));
	expect(instances[0]?.netParams?.privateIp).toBe('10.9.0.10');
});

it('keeps the address of an instance that a silent node may still start', async () => {
	const [late, good] = await bench.nodes(2);
	if (late === undefined || good === undefined) {
		throw new Error('two nodes');
	}

	const { cc } = await bench.cluster({
		nodes: [late.address, good.address],
		network: settings,
		timings: { runTimeoutMs: 2_000, lateStartMs: 8_000 },
	});
	late.runDelayMs = 2_800;
	const { instances } = await cc.RunInstances(runRequest(1));
	expect(instances[0]).toMatchObject({ serviceTag: good.url, netParams: { privateIp: '10.9.0.11' } });
	await expect(cc.RunInstances(runRequest(1))).rejects.toMatchObject({
		values: { remoteCode: 'NOT_ENOUGH_RESOURCES' },
	});
	late.runDelayMs = 0;
	await eventually(async () => {
		const { instances: next } = await cc.RunInstances(runRequest(1));
		expect(next[0]?.netParams?.privateIp).toBe('10.9.0.10');
	});
	expect(late.starts.length).toBeGreaterThan(0);
});

it('knows the addresses in use again after a restart', async () => {
	const nodes = await bench.nodes(1);
	const options = { nodes: nodes.map(({ address }) => address), network: settings };
	const first = await bench.cluster(options);
	await first.cc.RunInstances(runRequest(1));
	await first.running.close();
	const second = await bench.cluster({ ...options, stateDir: first.stateDir });
	const { instances } = await second.cc.RunInstances(runRequest(1));
	expect(instances[0]?.netParams?.privateIp).toBe('10.9.0.11');
});

describe('settings that cannot work are refused with the key', () => {
	it.each([
		['an empty router', { router: '' }, 'SETTING_MISSING', 'VNET_ROUTER'],
		['no pairs', { pairs: [] }, 'SETTING_MISSING', 'VNET_MACMAP'],
		['a mask with a hole', { netmask: '255.0.255.0' }, 'SETTING_WRONG', 'VNET_NETMASK'],
		['a router elsewhere', { router: '10.8.0.1' }, 'SETTING_WRONG', 'VNET_ROUTER'],
		['a subnet that is a host', { subnet: '10.9.0.1' }, 'SETTING_WRONG', 'VNET_SUBNET'],
		['a pair elsewhere', { pairs: [{ mac: 'aa:00:00:00:00:01', ip: '10.8.0.9' }] }, 'SETTING_WRONG', 'VNET_MACMAP'],
		['the router as a pair', { pairs: [{ mac: 'aa:00:00:00:00:01', ip: '10.9.0.1' }] }, 'SETTING_WRONG', 'VNET_MACMAP'],
		[
			'a MAC twice',
			{ pairs: [...settings.pairs, { mac: 'AA:DD:11:00:00:0A', ip: '10.9.0.12' }] },
			'SETTING_WRONG',
			'VNET_MACMAP',
		],
	])('%s', (_what, change, code, key) => {
		expect(() => checkStaticSettings({ ...settings, ...change })).toThrowError(
			expect.objectContaining({ code, values: expect.objectContaining({ key }) }),
		);
	});
});
