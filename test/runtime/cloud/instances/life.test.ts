import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Instance } from '../../../../src/runtime/cloud/engine/instance.ts';
import type { User } from '../../../../src/runtime/cloud/engine/users.ts';
import { cloudErrors } from '../../../../src/runtime/cloud/errors.ts';
import type { RunningEngine } from '../../../../src/runtime/cloud/start-engine.ts';
import { defaultTimings } from '../../../../src/runtime/cloud/timings.ts';
import { type Identities, makeIdentities } from '../support/identities.ts';
import { type ScriptedCluster, startScriptedCluster } from '../support/scripted-cluster.ts';
import {
	addUser,
	eventually,
	FakeClock,
	quickTimings,
	registerImageIn,
	removeDirectory,
	runRequest,
	startTestEngine,
	temporaryDirectory,
} from '../support/test-cloud.ts';

let identities: Identities;
let directory: string;
let cluster: ScriptedCluster;
let clock: FakeClock;
let running: RunningEngine;
let alice: User;
let imageId: string;

beforeAll(async () => {
	identities = await makeIdentities();
});

beforeEach(async () => {
	directory = await temporaryDirectory();
	cluster = await startScriptedCluster(identities);
	clock = new FakeClock();
	running = await start();
	alice = await addUser(running, 'alice');
	({ imageId } = await registerImageIn(running, directory));
	await addCluster();
});

afterEach(async () => {
	cluster.beforeRun = () => {};
	await running.close();
	await cluster.close();
	await removeDirectory(directory);
});

/** Real messages need real time in their signatures: only what the engine decides by is the clock's. */
const start = () =>
	startTestEngine(directory, identities, {
		clock,
		timings: { ...defaultTimings, ...quickTimings, pollTimeoutMs: 500, actTimeoutMs: 500 },
	});

async function addCluster(): Promise<void> {
	await running.clusters.add({
		name: 'zone1',
		host: '127.0.0.1',
		port: cluster.port,
		certificate: identities.cluster.certificatePem,
	});
	await eventually(
		() => running.engine.zones.all(),
		([zone]) => zone?.up === true,
	);
}

/** The cluster hears requests to start instances and never answers. */
function silenceRuns(): void {
	cluster.beforeRun = () => new Promise(() => {});
}

async function runOne(changes = {}): Promise<string> {
	const [instance] = await running.engine.instances.run(alice, runRequest(imageId, changes), 'corr');
	return instance?.id ?? '';
}

async function reaches(id: string, state: Instance['state']): Promise<Instance> {
	const look = async () => (await running.engine.instances.visibleTo(alice)).find((one) => one.id === id);
	const found = await eventually(look, (one) => one?.state === state);
	if (found === undefined) {
		throw new Error(`${id} is not there`);
	}

	return found;
}

it('ends an instance that the cluster refused at once, with the reason in words', async () => {
	cluster.beforeRun = () => {
		throw cloudErrors('NO_CAPACITY', { count: 1, type: 'm1.small', free: 0 });
	};
	const { reason } = await reaches(await runOne(), 'terminated');
	expect(reason).toContain('not enough room for 1 instances');
});

it('repeats a start that got no answer, with the same ids', async () => {
	let calls = 0;
	cluster.beforeRun = async () => {
		calls += 1;
		await new Promise((resolve) => setTimeout(resolve, calls === 1 ? 700 : 0));
	};
	const id = await runOne();
	await reaches(id, 'running');
	expect(cluster.runs.length).toBeGreaterThanOrEqual(2);
	expect(new Set(cluster.runs.flatMap(({ instanceIds }) => instanceIds))).toEqual(new Set([id]));
});

it('ends an instance that a silent cluster did not accept within its deadline', async () => {
	silenceRuns();
	const id = await runOne();
	expect((await reaches(id, 'pending')).reason).toBeUndefined();

	clock.time += defaultTimings.acceptMs;
	expect((await reaches(id, 'shutting-down')).reason).toContain('did not accept it within 120 s');

	clock.time += defaultTimings.endMs;
	expect((await reaches(id, 'terminated')).reason).toContain('did not accept it');
});

it('ends an instance that does not start within its deadline, on its cluster too', async () => {
	cluster.stateOfNew = 'Pending';
	const id = await runOne();
	await eventually(
		() => cluster.instances.size,
		(size) => size === 1,
	);
	// The address comes with the cluster's answer: now the instance is booting.
	await eventually(
		() => running.engine.instances.visibleTo(alice),
		([one]) => one?.privateAddress === '10.9.0.1',
	);
	clock.time += defaultTimings.bootMs;
	expect((await reaches(id, 'terminated')).reason).toBe('it did not start within 1800 s');
	expect(cluster.instances.size).toBe(0);
});

it('terminates within the deadline though the cluster never carries it out, and goes on asking for the end', async () => {
	cluster.deafToTerminate = true;
	const id = await runOne();
	await reaches(id, 'running');
	await running.engine.instances.terminate(alice, [id], 'corr');
	await eventually(
		() => cluster.terminated.length,
		(count) => count > 0,
	);
	expect((await reaches(id, 'shutting-down')).state).toBe('shutting-down');

	clock.time += defaultTimings.endMs;
	expect((await reaches(id, 'terminated')).reason).toBe('User initiated');

	cluster.deafToTerminate = false;
	await eventually(
		() => {
			clock.time += 1000;
			return cluster.instances.size;
		},
		(size) => size === 0,
	);
});

it('takes terminate while the start is on its way: the end does not overtake it', async () => {
	let release = () => {};
	const held = new Promise<void>((resolve) => {
		release = resolve;
	});
	cluster.beforeRun = () => held;
	const id = await runOne();
	await eventually(
		() => cluster.runs.length,
		(count) => count === 1,
	);
	const [change] = await running.engine.instances.terminate(alice, [id], 'corr');
	expect(change).toEqual({ instanceId: id, previous: 'pending', current: 'shutting-down' });
	release();
	await reaches(id, 'terminated');
	expect(cluster.instances.size).toBe(0);
	expect(cluster.terminated.flat()).toContain(id);
});

it('says that an instance is no longer reported after two minutes, not while the cluster is silent', async () => {
	const id = await runOne();
	await reaches(id, 'running');
	const { port } = cluster;
	const kept = [...cluster.instances];
	await cluster.close();
	clock.time += defaultTimings.lostMs * 5;
	await new Promise((resolve) => setTimeout(resolve, 100));
	await reaches(id, 'running');

	cluster = await startScriptedCluster(identities, port);
	for (const [key, value] of kept) {
		cluster.instances.set(key, value);
	}

	await eventually(
		() => running.engine.zones.all(),
		([zone]) => zone?.up === true,
	);
	await reaches(id, 'running');
	cluster.instances.clear();
	const asked = clock.time;
	await eventually(
		async () => {
			clock.time += 10_000;
			return (await running.engine.instances.visibleTo(alice))[0];
		},
		(one) => one?.state === 'terminated',
	);
	expect(clock.time - asked).toBeGreaterThanOrEqual(defaultTimings.lostMs);
	expect((await reaches(id, 'terminated')).reason).toBe('no longer reported by the cluster controller');
});

it('shows terminated instances for an hour', async () => {
	const id = await runOne();
	await reaches(id, 'running');
	await running.engine.instances.terminate(running.admin, [id], 'corr');
	await reaches(id, 'terminated');
	clock.time += defaultTimings.listTerminatedMs - 1000;
	expect(await running.engine.instances.visibleTo(alice)).toHaveLength(1);
	clock.time += 1000;
	expect(await running.engine.instances.visibleTo(alice)).toHaveLength(0);
	await expect(running.engine.instances.terminate(alice, [id], 'corr')).rejects.toMatchObject({
		code: 'INSTANCE_UNKNOWN',
	});
});

it('takes over instances, with their reservation, that the cluster knows and the records do not', async () => {
	const id = await runOne({ maxCount: 2, minCount: 2 });
	const { reservationId } = await reaches(id, 'running');
	await running.close();
	await removeDirectory(`${directory}/db`);

	running = await start();
	alice = await addUser(running, 'alice');
	await addCluster();

	const restored = await eventually(
		() => running.engine.instances.visibleTo(alice),
		(instances) => instances.length === 2,
	);
	expect(restored[0]).toMatchObject({ reservationId, imageId, state: 'running', owner: 'alice', zone: 'zone1' });
});

it('ends on the cluster what was terminated and buried here', async () => {
	cluster.deafToTerminate = true;
	const id = await runOne();
	await reaches(id, 'running');
	await running.engine.instances.terminate(alice, [id], 'corr');
	await reaches(id, 'shutting-down');
	clock.time += defaultTimings.endMs;
	await reaches(id, 'terminated');
	clock.time += defaultTimings.listTerminatedMs;
	await eventually(
		() => running.engine.instances.visibleTo(alice),
		(instances) => instances.length === 0,
	);

	cluster.deafToTerminate = false;
	await eventually(
		() => {
			clock.time += 1000;
			return cluster.instances.size;
		},
		(size) => size === 0,
	);
	expect(await running.engine.instances.visibleTo(alice)).toEqual([]);
});

it('sends after a restart what it had promised before', async () => {
	silenceRuns();
	const id = await runOne();
	await running.close();
	await cluster.close();

	cluster = await startScriptedCluster(identities);
	running = await start();
	await addCluster();
	await reaches(id, 'running');
});
