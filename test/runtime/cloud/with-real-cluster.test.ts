import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { silentLog } from '../../../src/common/log.ts';
import type { RunningCloud } from '../../../src/runtime/cloud/start-cloud.ts';
import type { RunningCluster } from '../../../src/runtime/cluster/options.ts';
import { startCluster } from '../../../src/runtime/cluster/start-cluster.ts';
import { simulatedNode } from '../../../src/runtime/node/simulated-node.ts';
import { type RunningNode, startNode } from '../../../src/runtime/node/start-node.ts';
import { type Identities, makeIdentities } from './support/identities.ts';
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
let node: RunningNode;
let cluster: RunningCluster;
let cloud: RunningCloud;

beforeAll(async () => {
	identities = await makeIdentities();
	directory = await temporaryDirectory();
	node = await startNode({
		name: 'node1',
		...(await simulatedNode({
			directory: join(directory, 'node'),
			number: 1,
			cores: 8,
			memoryMb: 8192,
			diskGb: 100,
			bootSeconds: 0,
		})),
		identity: identities.node,
		callers: [{ role: 'cluster', certificatePem: identities.cluster.certificatePem }],
		listen: { host: '127.0.0.1', port: 0 },
		log: silentLog,
	});
});

afterAll(async () => {
	await node.close();
	await removeDirectory(directory);
});

beforeEach(async () => {
	await mkdir(join(directory, 'cluster'), { recursive: true });
	cluster = await startCluster({
		stateDir: join(directory, 'cluster'),
		nodes: [{ name: 'node1', url: node.url }],
		policy: 'GREEDY',
		network: { mode: 'SYSTEM' },
		identity: identities.cluster,
		callers: [{ role: 'cloud', certificatePem: identities.cloud.certificatePem }],
		nodeCertificates: [identities.node.certificatePem],
		log: silentLog,
		listen: { host: '127.0.0.1', port: 0 },
	});
	cloud = await startTestCloud(directory, identities);
	await cloud.addCluster({
		name: 'zone1',
		host: '127.0.0.1',
		port: cluster.port,
		certificate: identities.cluster.certificatePem,
	});
});

afterEach(async () => {
	await cloud.close();
	await cluster.close();
});

it('runs, reboots, reads the console of and terminates an instance through cluster and node', async () => {
	const { imageId } = await registerTestImage(cloud, directory);
	const admin = await adminOf(cloud);
	const stateOf = async (id: string) => (await cloud.engine.instances.visibleTo(admin)).find((i) => i.id === id)?.state;
	await eventually(
		() => cloud.engine.zones.all(),
		([zone]) => zone?.capacity[0]?.max === 8,
	);

	const [instance] = await cloud.engine.instances.run(admin, runRequest(imageId), 'corr');
	const id = instance?.id ?? '';
	await eventually(
		() => stateOf(id),
		(state) => state === 'running',
	);

	await cloud.engine.instances.reboot(admin, [id], 'corr');
	const { output } = await cloud.engine.instances.consoleOutput(admin, id, 'corr');
	expect(output.toString()).not.toBe('');

	await cloud.engine.instances.terminate(admin, [id], 'corr');
	await eventually(
		() => stateOf(id),
		(state) => state === 'terminated',
	);
	await eventually(
		() => cloud.engine.zones.all(),
		([zone]) => zone?.capacity[0]?.free === 8,
	);
});
