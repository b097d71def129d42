import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually, runRequest, startBench, stateOf } from './node-bench.ts';

const id = 'i-3C5F0702';
const isExtant = (state: string) => state === 'Extant';
const isTeardown = (state: string) => state === 'Teardown';

test('an instance is Pending at once, then Extant with its two addresses', async () => {
	const { client, parts } = await startBench({ bootSeconds: 0.1 });
	const { instance } = await client.ncRunInstance(runRequest());
	expect(instance).toMatchObject({ instanceId: id, stateName: 'Pending', stateCode: '12', userId: 'alice' });
	await eventually(() => stateOf(client), isExtant);
	const { instances } = await client.ncDescribeInstances({ userId: 'alice', instanceIds: [] });
	expect(instances).toHaveLength(1);
	const known = await eventually(
		async () => (await client.ncDescribeInstances({ userId: 'alice', instanceIds: [] })).instances[0]?.netParams,
		(net) => net?.publicIp !== '0.0.0.0',
	);
	expect(known).toMatchObject({ privateIp: '10.0.7.2', publicIp: '10.0.7.3', privateMacAddress: 'd0:0d:3c:5f:07:02' });
	expect((await parts.hypervisor.list()).get(id)).toBe('running');
});

test('the same order twice is one instance; another order with its id is refused', async () => {
	const { client, parts } = await startBench();
	await Promise.all([client.ncRunInstance(runRequest()), client.ncRunInstance(runRequest())]);
	await eventually(() => stateOf(client), isExtant);
	await client.ncRunInstance(runRequest());
	expect(parts.hypervisor.boots(id)).toBe(1);
	await expect(client.ncRunInstance(runRequest({ imageId: 'emi-FFFFFFFF' }))).rejects.toThrow(
		'instance i-3C5F0702 exists on node node-7 with other parameters',
	);
});

test('terminate ends domain and files, and the instance is forgotten after its time in Teardown', async () => {
	const { client, parts, directory } = await startBench({ settings: { teardownMs: 200 } });
	await client.ncRunInstance(runRequest());
	await eventually(() => stateOf(client), isExtant);
	const answer = await client.ncTerminateInstance({ userId: 'alice', instanceId: id });
	expect(answer).toMatchObject({ instanceId: id, previousState: '1', shutdownState: '5' });
	expect(await stateOf(client)).toBe('Teardown');
	expect((await parts.hypervisor.list()).size).toBe(0);
	expect(existsSync(join(directory, 'instances/alice', id))).toBe(false);
	await eventually(
		() => stateOf(client),
		(state) => state === 'unknown',
	);
});

test('only the owner and the administrator see and end an instance', async () => {
	const { client } = await startBench();
	await client.ncRunInstance(runRequest());
	expect((await client.ncDescribeInstances({ userId: 'bob', instanceIds: [] })).instances).toEqual([]);
	const unknown = 'node node-7 has no instance i-3C5F0702';
	await expect(client.ncTerminateInstance({ userId: 'bob', instanceId: id })).rejects.toThrow(unknown);
	await expect(client.ncGetConsoleOutput({ userId: 'bob', instanceId: id })).rejects.toThrow(unknown);
	await expect(client.ncRebootInstance({ userId: 'bob', instanceId: id })).rejects.toThrow(unknown);
	await client.ncTerminateInstance({ userId: 'eucalyptus', instanceId: id.toLowerCase() });
});

test('reboot answers true and keeps the instance; the console shows both boots', async () => {
	const { client, parts } = await startBench();
	await client.ncRunInstance(runRequest());
	await eventually(() => stateOf(client), isExtant);
	expect(await client.ncRebootInstance({ userId: 'alice', instanceId: id })).toMatchObject({ status: true });
	await eventually(
		() => parts.hypervisor.boots(id),
		(boots) => boots === 2,
	);
	const { consoleOutput } = await client.ncGetConsoleOutput({ userId: 'alice', instanceId: id });
	expect(
		Buffer.from(consoleOutput, 'base64')
			.toString()
			.match(/login:/g),
	).toHaveLength(2);
	expect(await stateOf(client)).toBe('Extant');
});

test('a guest that cannot be asked to reboot is reset', async () => {
	const asked: string[] = [];
	const { client, parts } = await startBench({
		faults(operation) {
			asked.push(operation);
			if (operation === 'reboot') {
				throw new Error('no ACPI');
			}
		},
	});
	await client.ncRunInstance(runRequest());
	await eventually(() => stateOf(client), isExtant);
	expect(await client.ncRebootInstance({ userId: 'alice', instanceId: id })).toMatchObject({ status: true });
	await eventually(
		() => parts.hypervisor.boots(id),
		(boots) => boots === 2,
	);
	expect(asked).toContain('reset');
});

test('resources: what instances use is missing until they are gone, and too much is refused', async () => {
	const settings = { swapMb: 512, limits: { maxMemMb: 1000, maxDiskGb: 30, maxCores: 3 } };
	const { client } = await startBench({ settings });
	const resources = () => client.ncDescribeResource({ userId: 'eucalyptus' });
	expect(await resources()).toMatchObject({
		nodeStatus: 'OK',
		memorySizeMax: 1000,
		diskSizeMax: 30,
		numberOfCoresMax: 3,
	});
	await client.ncRunInstance(runRequest({ instanceType: { memory: 600, cores: 1, disk: 10 } }));
	expect(await resources()).toMatchObject({
		memorySizeAvailable: 400,
		diskSizeAvailable: 19,
		numberOfCoresAvailable: 2,
		publicSubnets: 'none',
	});
	await expect(
		client.ncRunInstance(runRequest({ instanceId: 'i-00000002', instanceType: { memory: 401, cores: 1, disk: 1 } })),
	).rejects.toThrow('node node-7 has not enough memoryMb for instance i-00000002: 401 wanted, 400 available');
	await client.ncTerminateInstance({ userId: 'alice', instanceId: id });
	expect(await resources()).toMatchObject({
		memorySizeAvailable: 1000,
		diskSizeAvailable: 30,
		numberOfCoresAvailable: 3,
	});
});

test('two requests at the same time cannot take the same room', async () => {
	const { client, parts } = await startBench({ memoryMb: 200 });
	const results = await Promise.allSettled(
		['i-00000001', 'i-00000002', 'i-00000003'].map((instanceId) => client.ncRunInstance(runRequest({ instanceId }))),
	);
	expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
	await eventually(
		async () => (await parts.hypervisor.list()).size,
		(size) => size === 1,
	);
});

test.each([
	['a user id with a path in it', { userId: '../../etc' }, 'userId ../../etc cannot be used here'],
	['a user id that is the parent directory', { userId: '..' }, 'userId .. cannot be used here'],
	['an instance id of another shape', { instanceId: 'i-1' }, 'instanceId i-1 cannot be used here'],
	['an image id with a path in it', { imageId: 'emi/../x' }, 'imageId emi/../x cannot be used here'],
	[
		'a key of two lines',
		{ keyName: 'ssh-rsa A\nssh-rsa B' },
		'the public key of instance i-3C5F0702 has more than one',
	],
	['no memory', { instanceType: { cores: 1, disk: 1 } }, 'asks for memoryMb 0'],
	['a MAC address that is none', { privateMacAddress: 'x' }, 'privateMacAddress x cannot be used here'],
])('%s is refused and leaves nothing', async (_, changes, message) => {
	const { client, directory } = await startBench();
	await expect(client.ncRunInstance(runRequest(changes))).rejects.toThrow(message);
	expect(readdirSync(join(directory, 'instances'))).toEqual([]);
});

test('a start that fails leaves no domain and no files, and tells why', async () => {
	const { client, directory } = await startBench({
		faults(operation) {
			if (operation === 'create') {
				throw new Error('no such bridge: br9');
			}
		},
	});
	await client.ncRunInstance(runRequest());
	await eventually(() => stateOf(client), isTeardown);
	const { instances } = await client.ncDescribeInstances({ userId: 'alice', instanceIds: [id] });
	expect(instances[0]).toMatchObject({ stateReason: 'no such bridge: br9', stateCode: '14' });
	expect(existsSync(join(directory, 'instances/alice', id))).toBe(false);
});

test.each(['crashed', 'shutoff', 'absent'] as const)('a domain that is %s leads to Teardown', async (domain) => {
	const { client, parts } = await startBench();
	await client.ncRunInstance(runRequest());
	await eventually(() => stateOf(client), isExtant);
	await parts.hypervisor.become(id, domain);
	await eventually(() => stateOf(client), isTeardown);
	expect((await parts.hypervisor.list()).size).toBe(0);
});

test('an instance that never gets a domain is given up at its deadline', async () => {
	const { client, directory } = await startBench({ bootSeconds: 60, settings: { bootDeadlineMs: 100 } });
	await client.ncRunInstance(runRequest());
	await eventually(() => stateOf(client), isTeardown);
	expect(existsSync(join(directory, 'instances/alice', id))).toBe(false);
});

test('a hypervisor that does not answer takes nothing away, and the node offers nothing meanwhile', async () => {
	let broken = false;
	const { client } = await startBench({
		faults(operation) {
			if (broken && operation === 'list') {
				throw new Error('libvirtd is gone');
			}
		},
	});
	await client.ncRunInstance(runRequest());
	await eventually(() => stateOf(client), isExtant);
	broken = true;
	const silent = await eventually(
		() => client.ncDescribeResource({ userId: 'eucalyptus' }),
		({ nodeStatus }) => nodeStatus !== 'OK',
	);
	expect(silent).toMatchObject({ nodeStatus: 'HYPERVISOR_SILENT', memorySizeAvailable: 0 });
	expect(await stateOf(client)).toBe('Extant');
	broken = false;
	await eventually(
		() => client.ncDescribeResource({ userId: 'eucalyptus' }),
		({ nodeStatus }) => nodeStatus === 'OK',
	);
	expect(await stateOf(client)).toBe('Extant');
});

test('MANUAL_INSTANCES_CLEANUP keeps the files of the dead, also across a restart', async () => {
	const bench = await startBench({ settings: { manualCleanup: true } });
	await bench.client.ncRunInstance(runRequest());
	await eventually(() => stateOf(bench.client), isExtant);
	await bench.client.ncTerminateInstance({ userId: 'alice', instanceId: id });
	expect(await stateOf(bench.client)).toBe('Teardown');
	const again = await bench.restart();
	await again.node.settle();
	expect(await stateOf(again.client)).toBe('unknown');
	expect(existsSync(join(bench.directory, 'instances/alice', id, 'root'))).toBe(true);
});

test('the files of an instance are for the owner of the process alone', async () => {
	const { client, directory } = await startBench();
	await client.ncRunInstance(runRequest());
	await eventually(() => stateOf(client), isExtant);
	const files = join(directory, 'instances/alice', id);
	// each file is written beside and renamed, and the state after it was told
	const names = ['instance-checkpoint', 'libvirt.xml', 'root'];
	await eventually(
		() => readdirSync(files).sort(),
		(found) => found.join() === names.join(),
	);
	await eventually(
		() => JSON.parse(readFileSync(join(files, 'instance-checkpoint'), 'utf8')) as { readonly state?: string },
		({ state }) => state === 'running',
	);
	expect(readFileSync(join(files, 'libvirt.xml'), 'utf8')).toContain(`<name>${id}</name>`);
});

test('ncStartNetwork answers SUCCESS when the bridge is there', async () => {
	const { client } = await startBench();
	const answer = await client.ncStartNetwork({ userId: 'eucalyptus', remoteHosts: ['a', 'b'], remoteHostPort: 1976 });
	expect(answer.networkStatus).toBe('SUCCESS');
});
