import type { RunRequest } from '../../../../src/runtime/cloud/engine/instances.ts';
import type { User } from '../../../../src/runtime/cloud/engine/users.ts';
import type { RunningEngine } from '../../../../src/runtime/cloud/start-engine.ts';
import { makeIdentities } from './identities.ts';
import { type ScriptedCluster, startScriptedCluster } from './scripted-cluster.ts';
import {
	addUser,
	registerImageIn,
	removeDirectory,
	runRequest,
	startTestEngine,
	temporaryDirectory,
} from './test-cloud.ts';

/** The engine with one zone, one image and the users alice and bob. */
export interface EngineWithZone {
	readonly running: RunningEngine;
	readonly cluster: ScriptedCluster;
	readonly alice: User;
	readonly bob: User;
	readonly imageId: string;
	readonly kernelId: string;
	run(user: User, changes?: Partial<RunRequest>): Promise<readonly { readonly id: string }[]>;
	registerAnother(name: string): Promise<{ readonly imageId: string }>;
	close(): Promise<void>;
}

export async function startEngineWithZone(): Promise<EngineWithZone> {
	const identities = await makeIdentities();
	const directory = await temporaryDirectory();
	const running = await startTestEngine(directory, identities);
	const alice = await addUser(running, 'alice');
	const bob = await addUser(running, 'bob');
	const { imageId, kernelId } = await registerImageIn(running, directory);
	const cluster = await startScriptedCluster(identities);
	const certificate = identities.cluster.certificatePem;
	await running.clusters.add({ name: 'zone1', host: '127.0.0.1', port: cluster.port, certificate });
	return {
		running,
		cluster,
		alice,
		bob,
		imageId,
		kernelId,
		run: (user, changes = {}) => running.engine.instances.run(user, runRequest(imageId, changes), 'corr'),
		registerAnother: (name) => registerImageIn(running, directory, name),
		async close() {
			await running.close();
			await cluster.close();
			await removeDirectory(directory);
		},
	};
}
