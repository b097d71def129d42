import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { createSoapClient } from '../../../src/runtime/wire/client.ts';
import { ncService } from '../../../src/runtime/wire/contracts/nc/service.ts';
import { eventually, runRequest, startBench, stateOf, temporaryDirectory } from './node-bench.ts';

const idOf = (n: number) => `i-${n.toString(16).toUpperCase().padStart(8, '0')}`;
const users = (directory: string) => readdirSync(join(directory, 'instances')).filter((name) => name !== 'eucalyptus');

async function startVictim(directory: string, bootSeconds: number) {
	const program = join(import.meta.dirname, 'fixtures/euca-simulated-node.ts');
	const child = spawn(process.execPath, [program, directory, String(bootSeconds)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	const [line] = (await once(child.stdout, 'data')) as [Buffer];
	const client = createSoapClient(ncService, { url: line.toString().trim() });
	onTestFinished(() => client.close());
	return {
		client,
		async kill() {
			child.kill('SIGKILL');
			await once(child, 'exit');
		},
	};
}

test.each([0, 1, 2, 3])(
	'kill -9 in the middle of many starts and ends loses nothing that was acknowledged (%i)',
	async (round) => {
		const directory = temporaryDirectory();
		const victim = await startVictim(directory, 0.03);
		const accepted = new Set<string>();
		const ending = new Set<string>();
		const ended = new Set<string>();
		const calls = Array.from({ length: 24 }, async (_, n) => {
			await delay(n * 8);
			await victim.client.ncRunInstance(runRequest({ instanceId: idOf(n) }));
			accepted.add(idOf(n));
			if (n % 3 === 0) {
				ending.add(idOf(n));
				await victim.client.ncTerminateInstance({ userId: 'alice', instanceId: idOf(n) });
				ended.add(idOf(n));
			}
		}).map((call) => call.catch(() => {}));
		await eventually(
			() => accepted.size,
			(size) => size > 2,
		);
		await delay(round * 37);
		await victim.kill();
		await Promise.all(calls);
		expect(accepted.size).toBeGreaterThan(0);

		const { client, parts } = await startBench({ cores: 1000, memoryMb: 1_000_000, diskGb: 100_000 }, directory);
		const described = await client.ncDescribeInstances({ userId: 'alice', instanceIds: [] });
		const known = new Set(described.instances.map(({ instanceId }) => instanceId));
		expect([...accepted].filter((id) => !ending.has(id) && !known.has(id))).toEqual([]);
		await eventually(
			() => client.ncDescribeInstances({ userId: 'alice', instanceIds: [] }),
			({ instances }) => instances.every(({ stateName }) => stateName === 'Extant' || stateName === 'Teardown'),
		);
		const { instances } = await client.ncDescribeInstances({ userId: 'alice', instanceIds: [] });
		const alive = instances.filter(({ stateName }) => stateName === 'Extant').map(({ instanceId }) => instanceId);
		expect([...ended].filter((id) => alive.includes(id))).toEqual([]);
		await eventually(
			async () => [...(await parts.hypervisor.list()).keys()].sort(),
			(domains) => domains.join() === alive.toSorted().join(),
		);
		expect(
			users(directory)
				.flatMap((user) => readdirSync(join(directory, 'instances', user)))
				.sort(),
		).toEqual(alive.toSorted());
	},
);

test('terminate at any moment of a start: no domain, no files, Teardown', async () => {
	const moments = fc.record({
		beforeMs: fc.integer({ min: 0, max: 40 }),
		bootMs: fc.integer({ min: 0, max: 30 }),
		twice: fc.boolean(),
	});
	await fc.assert(
		fc.asyncProperty(moments, async ({ beforeMs, bootMs, twice }) => {
			const bench = await startBench({ bootSeconds: bootMs / 1000 });
			await bench.client.ncRunInstance(runRequest());
			await delay(beforeMs);
			const end = () => bench.client.ncTerminateInstance({ userId: 'alice', instanceId: 'i-3C5F0702' });
			await Promise.all(twice ? [end(), end()] : [end()]);
			await eventually(
				() => stateOf(bench.client),
				(state) => state === 'Teardown',
			);
			await bench.node.settle();
			expect((await bench.parts.hypervisor.list()).size).toBe(0);
			expect(users(bench.directory).flatMap((user) => readdirSync(join(bench.directory, 'instances', user)))).toEqual(
				[],
			);
			await bench.node.close();
		}),
		{ numRuns: 40 },
	);
}, 300_000);

test('a domain whose creation outlives a terminate is destroyed', async () => {
	const bench = await startBench();
	await bench.parts.hypervisor.create('i-00000009', join(bench.directory, 'instances/alice/i-00000009'));
	await bench.parts.hypervisor.create('i-0000000A', '/somewhere/else/i-0000000A');
	await eventually(
		async () => [...(await bench.parts.hypervisor.list()).keys()],
		(domains) => domains.join() === 'i-0000000A',
	);
});

test('a restart adopts what runs, goes on with what was starting, ends what was being ended', async () => {
	const bench = await startBench({ bootSeconds: 0.05 });
	await bench.client.ncRunInstance(runRequest());
	await eventually(
		() => stateOf(bench.client),
		(state) => state === 'Extant',
	);
	await bench.client.ncRunInstance(runRequest({ instanceId: 'i-00000002' }));
	const again = await bench.restart({ bootSeconds: 0 });
	await eventually(
		() => stateOf(again.client, 'i-00000002'),
		(state) => state === 'Extant',
	);
	expect(again.parts.hypervisor.boots('i-3C5F0702')).toBe(1);
	expect(await stateOf(again.client)).toBe('Extant');
});

test('an instance whose domain ended while the node was down goes to Teardown; after a boot of the host it runs again', async () => {
	const bench = await startBench();
	for (const instanceId of ['i-00000001', 'i-00000002']) {
		await bench.client.ncRunInstance(runRequest({ instanceId }));
		await eventually(
			() => stateOf(bench.client, instanceId),
			(state) => state === 'Extant',
		);
	}

	await bench.node.close();
	await bench.parts.hypervisor.become('i-00000001', 'absent');
	const same = await bench.restart();
	await eventually(
		() => stateOf(same.client, 'i-00000001'),
		(state) => state === 'Teardown',
	);
	expect(await stateOf(same.client, 'i-00000002')).toBe('Extant');

	await same.node.close();
	await same.parts.hypervisor.become('i-00000002', 'absent');
	const rebooted = await same.restart({ bootId: 'boot-2' });
	await eventually(
		async () => (await rebooted.parts.hypervisor.list()).has('i-00000002'),
		(runs) => runs,
	);
	await rebooted.node.settle();
	expect(await stateOf(rebooted.client, 'i-00000002')).toBe('Extant');
});

test('an orderly shutdown of the host brings its instances back at the next start', async () => {
	const bench = await startBench();
	await bench.client.ncRunInstance(runRequest());
	await eventually(
		() => stateOf(bench.client),
		(state) => state === 'Extant',
	);
	await bench.node.shutDownInstances();
	expect((await bench.parts.hypervisor.list()).size).toBe(0);
	await bench.node.settle();
	expect(await stateOf(bench.client)).toBe('Extant');
	const again = await bench.restart();
	await eventually(
		async () => (await again.parts.hypervisor.list()).size,
		(size) => size === 1,
	);
	expect(existsSync(join(bench.directory, 'instances/alice/i-3C5F0702/root'))).toBe(true);
});

test('a reboot that was promised before a crash is done after it', async () => {
	const directory = temporaryDirectory();
	const bench = await startBench({}, directory);
	await bench.client.ncRunInstance(runRequest());
	await eventually(
		() => stateOf(bench.client),
		(state) => state === 'Extant',
	);
	bench.parts.hypervisor.askReboot = async (_id, _limit, signal) => ({
		rebooted: new Promise((resolve) => signal.addEventListener('abort', () => resolve(false))),
	});
	await bench.client.ncRebootInstance({ userId: 'alice', instanceId: 'i-3C5F0702' });
	const again = await bench.restart();
	await eventually(
		() => again.parts.hypervisor.boots('i-3C5F0702'),
		(boots) => boots === 2,
	);
});

test('a checkpoint that cannot be read is left alone, with its domain', async () => {
	const bench = await startBench();
	await bench.client.ncRunInstance(runRequest());
	await eventually(
		() => stateOf(bench.client),
		(state) => state === 'Extant',
	);
	await bench.node.close();
	const { writeFile } = await import('node:fs/promises');
	await writeFile(join(bench.directory, 'instances/alice/i-3C5F0702/instance-checkpoint'), '{"version": 99}');
	const again = await bench.restart();
	await again.node.settle();
	expect((await again.parts.hypervisor.list()).has('i-3C5F0702')).toBe(true);
	expect(existsSync(join(bench.directory, 'instances/alice/i-3C5F0702/root'))).toBe(true);
	expect(await stateOf(again.client)).toBe('unknown');
});
