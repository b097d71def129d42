import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { User } from '../../../../src/runtime/cloud/engine/users.ts';
import { enableImage } from '../../../../src/runtime/cloud/images/change-image.ts';
import type { RunningEngine } from '../../../../src/runtime/cloud/start-engine.ts';
import { type Identities, makeIdentities } from '../support/identities.ts';
import { type ScriptedCluster, startScriptedCluster } from '../support/scripted-cluster.ts';
import {
	addUser,
	eventually,
	registerImageIn,
	removeDirectory,
	runRequest,
	startTestEngine,
	temporaryDirectory,
} from '../support/test-cloud.ts';

let identities: Identities;
let directory: string;
let clusters: ScriptedCluster[];
let running: RunningEngine;
let alice: User;
let bob: User;
let imageId: string;
let kernelId: string;

beforeAll(async () => {
	identities = await makeIdentities();
});

beforeEach(async () => {
	directory = await temporaryDirectory();
	clusters = [];
	running = await startTestEngine(directory, identities);
	alice = await addUser(running, 'alice');
	bob = await addUser(running, 'bob');
	({ imageId, kernelId } = await registerImageIn(running, directory));
});

afterEach(async () => {
	await running.close();
	await Promise.all(clusters.map((cluster) => cluster.close()));
	await removeDirectory(directory);
});

async function addZone(name: string, places: number): Promise<ScriptedCluster> {
	const cluster = await startScriptedCluster(identities);
	cluster.places = places;
	clusters.push(cluster);
	const certificate = identities.cluster.certificatePem;
	await running.clusters.add({ name, host: '127.0.0.1', port: cluster.port, certificate });
	return cluster;
}

const run = (user: User, changes: Parameters<typeof runRequest>[1] = {}) =>
	running.engine.instances.run(user, runRequest(imageId, changes), 'corr');

it('refuses what does not exist, each with its own code', async () => {
	await addZone('zone1', 10);
	const wrong = [
		[{ imageId: 'emi-00000000' }, 'IMAGE_UNKNOWN'],
		[{ imageId: kernelId }, 'IMAGE_UNKNOWN'],
		[{ imageId: 'nonsense' }, 'IMAGE_UNKNOWN'],
		[{ kernelId: imageId }, 'IMAGE_UNKNOWN'],
		[{ keyName: 'none' }, 'KEY_PAIR_UNKNOWN'],
		[{ type: 'huge' }, 'TYPE_UNKNOWN'],
		[{ type: 'constructor' }, 'TYPE_UNKNOWN'],
		[{ zone: 'moon' }, 'ZONE_UNKNOWN'],
		[{ minCount: 0 }, 'COUNT_INVALID'],
		[{ minCount: 3, maxCount: 2 }, 'COUNT_INVALID'],
		[{ minCount: 11, maxCount: 20 }, 'NO_CAPACITY'],
		[{ type: 'c1.xlarge' }, 'NO_CAPACITY'],
	] as const;
	for (const [changes, code] of wrong) {
		await expect(run(alice, changes), code).rejects.toMatchObject({ code });
	}

	expect(await running.engine.instances.visibleTo(running.admin)).toEqual([]);
	expect((await running.engine.zones.all())[0]?.capacity[0]?.free).toBe(10);
});

it('refuses a disabled image and takes it again when it is enabled', async () => {
	await addZone('zone1', 10);
	await enableImage(running.images, 'ttylinux', false);
	await expect(run(alice)).rejects.toMatchObject({ code: 'IMAGE_DISABLED' });
	await enableImage(running.images, imageId.toLowerCase(), true);
	expect(await run(alice)).toHaveLength(1);
});

it('starts as many as there is room for between minimum and maximum, and takes the names of 1.1', async () => {
	await addZone('zone1', 4);
	const instances = await run(alice, { minCount: 1, maxCount: 5, type: 'medium' });
	expect(instances.map(({ launchIndex, type }) => `${launchIndex} ${type}`)).toEqual(['0 c1.medium', '1 c1.medium']);
});

const freePlaces = async () =>
	(await running.engine.zones.all()).reduce((sum, { capacity }) => sum + (capacity[0]?.free ?? 0), 0);

it('chooses the zone with most free places, the first by name of equal ones, or the one asked for', async () => {
	await addZone('west', 5);
	await addZone('east', 5);
	await addZone('tiny', 1);
	const zones = [];
	for (let i = 1; i <= 4; i += 1) {
		zones.push((await run(alice))[0]?.zone);
		// until a report shows the instance it may count twice: the place that was promised, and the place that is taken
		await eventually(freePlaces, (free) => free === 11 - i);
	}

	expect(zones).toEqual(['east', 'west', 'east', 'west']);
	expect((await run(alice, { zone: 'tiny' }))[0]?.zone).toBe('tiny');
	await expect(run(alice, { zone: 'tiny' })).rejects.toMatchObject({ code: 'NO_CAPACITY' });
});

it('never promises one place twice, and gives two users in parallel different ids', async () => {
	await addZone('zone1', 30);
	const results = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => run(i % 2 === 0 ? alice : bob)));
	const started = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
	expect(started).toHaveLength(30);
	expect(new Set(started.map(({ id }) => id)).size).toBe(30);
	expect(new Set(started.map(({ reservationId }) => reservationId)).size).toBe(30);
	const refused = results.filter((result) => result.status === 'rejected');
	expect(refused.every(({ reason }) => reason.code === 'NO_CAPACITY')).toBe(true);
});

it('counts an instance once, also when the cluster reports its places before it answers the request to start it', async () => {
	const cluster = await addZone('zone1', 4);
	const answer = Promise.withResolvers<void>();
	cluster.afterRun = () => answer.promise;
	await run(alice, { minCount: 2, maxCount: 2 });
	await eventually(
		() => cluster.instances.size,
		(size) => size === 2,
	);
	const asked = cluster.resourcesAsked;
	await eventually(
		() => cluster.resourcesAsked,
		(now) => now > asked + 1,
	);
	expect(await run(bob, { minCount: 2, maxCount: 2 })).toHaveLength(2);
	await expect(run(bob)).rejects.toMatchObject({ code: 'NO_CAPACITY' });
	answer.resolve();
	await eventually(
		() => cluster.instances.size,
		(size) => size === 4,
	);
	await expect(run(bob)).rejects.toMatchObject({ code: 'NO_CAPACITY' });
});

it('answers a repeated client token with the same reservation, also when both come at once, for each user apart', async () => {
	await addZone('zone1', 30);
	const answers = await Promise.all([1, 2, 3].map(() => run(alice, { clientToken: 'token' })));
	expect(new Set(answers.flat().map(({ id }) => id)).size).toBe(1);
	await expect(run(alice, { clientToken: 'token', maxCount: 2 })).rejects.toMatchObject({ code: 'TOKEN_REUSED' });
	expect((await run(bob, { clientToken: 'token' }))[0]?.id).not.toBe(answers[0]?.[0]?.id);
	expect((await running.engine.zones.all())[0]?.capacity[0]?.free).toBe(28);
});

it('shows users their own instances only, and ends none if one of the list is foreign', async () => {
	await addZone('zone1', 10);
	const [mine] = await run(alice);
	const [other] = await run(bob);
	expect((await running.engine.instances.visibleTo(alice)).map(({ id }) => id)).toEqual([mine?.id]);
	expect(await running.engine.instances.visibleTo(running.admin)).toHaveLength(2);

	const both = [mine?.id ?? '', other?.id ?? ''];
	const refused = running.engine.instances.terminate(alice, both, 'corr');
	await expect(refused).rejects.toMatchObject({ code: 'INSTANCE_UNKNOWN', values: { id: other?.id } });
	expect((await running.engine.instances.visibleTo(alice))[0]?.state).not.toBe('shutting-down');
	expect(await running.engine.instances.terminate(running.admin, both, 'corr')).toHaveLength(2);
	await eventually(
		() => running.engine.instances.visibleTo(running.admin),
		(all) => all.every(({ state }) => state === 'terminated'),
	);
	expect(await running.engine.instances.terminate(alice, [both[0] ?? ''], 'corr')).toEqual([
		{ instanceId: both[0], previous: 'terminated', current: 'terminated' },
	]);
});

it('reboots running instances only, and tells a silent cluster by its zone', async () => {
	const cluster = await addZone('zone1', 10);
	cluster.stateOfNew = 'Pending';
	const [{ id } = { id: '' }] = await run(alice);
	await expect(running.engine.instances.reboot(alice, [id], 'corr')).rejects.toMatchObject({
		code: 'INSTANCE_STATE',
		values: { state: 'pending' },
	});
	const { output } = await eventually(
		() => running.engine.instances.consoleOutput(alice, id, 'corr'),
		(console) => console.output.length > 0,
	);
	expect(output.toString()).toContain('login:');
	await cluster.close();
	await eventually(
		() => running.engine.instances.consoleOutput(alice, id, 'corr').catch((error: unknown) => error),
		(error) => error instanceof Error && 'code' in error && error.code === 'CLUSTER_SILENT',
	);
});

it('holds a slow cluster apart from the others', async () => {
	const slow = await addZone('slow', 50);
	await addZone('quick', 10);
	slow.beforeRun = () => new Promise(() => {});
	const [stuck] = await run(alice, { zone: 'slow' });
	const [quick] = await run(alice, { zone: 'quick' });
	await eventually(
		() => running.engine.instances.visibleTo(alice),
		(all) => all.some(({ id, state }) => id === quick?.id && state === 'running'),
	);
	expect((await running.engine.instances.visibleTo(alice)).find(({ id }) => id === stuck?.id)?.state).toBe('pending');
});
