import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { RunningCloud } from '../../../src/runtime/cloud/start-cloud.ts';
import { type Identities, makeIdentities } from './support/identities.ts';
import { type ScriptedCluster, startScriptedCluster } from './support/scripted-cluster.ts';
import {
	adminOf,
	eventually,
	registerTestImage,
	removeDirectory,
	runRequest,
	startTestCloud,
	temporaryDirectory,
} from './support/test-cloud.ts';

let identities: Identities;
let directory: string;
let cluster: ScriptedCluster;
let cloud: RunningCloud;

beforeAll(async () => {
	identities = await makeIdentities();
});

beforeEach(async () => {
	directory = await temporaryDirectory();
	cluster = await startScriptedCluster(identities);
	cloud = await startTestCloud(directory, identities);
});

afterEach(async () => {
	await cloud.close();
	await cluster.close();
	await removeDirectory(directory);
});

const addCluster = () =>
	cloud.addCluster({
		name: 'zone1',
		host: '127.0.0.1',
		port: cluster.port,
		certificate: identities.cluster.certificatePem,
	});

it('runs an instance on the cluster, reports it running with its address, and terminates it', async () => {
	expect(await addCluster()).toBe(true);
	const { imageId, kernelId } = await registerTestImage(cloud, directory);
	const admin = await adminOf(cloud);
	const key = await cloud.engine.keyPairs.create(admin, 'mykey');

	const [instance] = await cloud.engine.instances.run(
		admin,
		runRequest(imageId, { keyName: 'mykey', userData: Buffer.from('hello') }),
		'corr-1',
	);

	expect(instance).toMatchObject({ state: 'pending', imageId, kernelId, zone: 'zone1', type: 'm1.small' });
	const id = instance?.id ?? '';
	const running = await eventually(
		() => cloud.engine.instances.visibleTo(admin),
		([one]) => one?.state === 'running',
	);
	expect(running[0]).toMatchObject({ id, privateAddress: '10.9.0.1', groups: [{ name: 'default' }], keyName: 'mykey' });
	expect(cluster.runs[0]).toMatchObject({
		userId: 'eucalyptus',
		instanceIds: [id],
		keyName: key.publicKey,
		macAddresses: [`d0:0d:${id.slice(2).toLowerCase().match(/../g)?.join(':')}`],
		userData: Buffer.from('hello').toString('base64'),
	});
	expect(cluster.runs[0]?.imageURL).toMatch(new RegExp(`^file://.*/registered/${imageId}/root#sha256=[0-9a-f]{64}$`));

	expect(await cloud.engine.instances.terminate(admin, [id.toLowerCase()], 'corr-2')).toEqual([
		{ instanceId: id, previous: 'running', current: 'shutting-down' },
	]);
	const over = await eventually(
		() => cloud.engine.instances.visibleTo(admin),
		([one]) => one?.state === 'terminated',
	);
	expect(over[0]).toMatchObject({ reason: 'User initiated', privateAddress: '0.0.0.0' });
});

it('finds users, key pairs, images and running instances again after a restart', async () => {
	await addCluster();
	const { imageId } = await registerTestImage(cloud, directory);
	const admin = await adminOf(cloud);
	await cloud.engine.keyPairs.create(admin, 'mykey');
	await cloud.engine.instances.run(admin, runRequest(imageId), 'corr');
	await eventually(
		() => cloud.engine.instances.visibleTo(admin),
		([one]) => one?.state === 'running',
	);
	await cloud.close();

	cloud = await startTestCloud(directory, identities);

	expect(await adminOf(cloud)).toEqual(admin);
	expect(await cloud.engine.keyPairs.ofOwner(admin)).toHaveLength(1);
	expect((await cloud.engine.images.visibleTo(admin)).map(({ id }) => id)).toContain(imageId);
	expect(await cloud.engine.instances.visibleTo(admin)).toMatchObject([{ state: 'running' }]);
	expect(await cloud.engine.zones.all()).toMatchObject([{ name: 'zone1', up: true }]);
});

it('reports zones with free and all places, and counts what it has promised at once', async () => {
	cluster.places = 4;
	await addCluster();
	const { imageId } = await registerTestImage(cloud, directory);
	const admin = await adminOf(cloud);
	const places = async () => {
		const [zone] = await cloud.engine.zones.all();
		return zone?.capacity.map(({ free, max }) => `${free}/${max}`);
	};
	expect(await places()).toEqual(['4/4', '2/2', '1/1', '0/0', '0/0']);

	await cloud.engine.instances.run(admin, runRequest(imageId, { minCount: 3, maxCount: 3 }), 'corr');

	expect((await places())?.[0]).toBe('1/4');
	await expect(
		cloud.engine.instances.run(admin, runRequest(imageId, { minCount: 2, maxCount: 2 }), 'corr'),
	).rejects.toMatchObject({ code: 'NO_CAPACITY' });
});
