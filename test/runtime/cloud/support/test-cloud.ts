import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../../../src/common/clock.ts';
import { silentLog } from '../../../../src/common/log.ts';
import { DEFAULT_INSTANCE_SETTINGS } from '../../../../src/runtime/cloud/engine/instance.ts';
import type { RunRequest } from '../../../../src/runtime/cloud/engine/instances.ts';
import type { User } from '../../../../src/runtime/cloud/engine/users.ts';
import type { ImageFile } from '../../../../src/runtime/cloud/images/image-files.ts';
import { registerImage } from '../../../../src/runtime/cloud/images/register-image.ts';
import { type CloudOptions, type RunningCloud, startCloud } from '../../../../src/runtime/cloud/start-cloud.ts';
import { type EngineOptions, type RunningEngine, startEngine } from '../../../../src/runtime/cloud/start-engine.ts';
import { insertUser } from '../../../../src/runtime/cloud/store/users.ts';
import { defaultTimings, type Timings } from '../../../../src/runtime/cloud/timings.ts';
import { newQueryCredentials } from '../../../../src/runtime/cloud/users/admin.ts';
import type { Identities } from './identities.ts';
import { openTestStore } from './open-test-store.ts';

export async function temporaryDirectory(): Promise<string> {
	return mkdtemp(join(tmpdir(), 'euca-cloud-test-'));
}

export const removeDirectory = (directory: string) => rm(directory, { recursive: true, force: true });

/** Quick enough for tests, slow enough for a busy machine. */
export const quickTimings: Partial<Timings> = {
	resourcePollMs: 50,
	instancePollMs: 50,
	busyPollMs: 20,
	retryMs: 50,
	sweepMs: 20,
	pollGapMs: 10,
};

export function cloudOptions(directory: string, identities: Identities): CloudOptions {
	return {
		dbDir: join(directory, 'db'),
		templateDir: join(directory, 'templates'),
		registeredDir: join(directory, 'registered'),
		keysDir: join(directory, 'keys'),
		publicHost: '127.0.0.1',
		identity: identities.cloud,
		// The cloud's own pair serves TLS here: making another one takes time.
		listen: { host: '127.0.0.1', port: 0, sslPort: 0, tls: identities.cloud },
		timings: quickTimings,
		log: silentLog,
	};
}

export async function startTestCloud(
	directory: string,
	identities: Identities,
	changes: Partial<CloudOptions> = {},
): Promise<RunningCloud> {
	return startCloud({ ...cloudOptions(directory, identities), ...changes });
}

/** A file in the template directory, and what the tool would say about it. */
export async function templateFile(directory: string, name: string, content: string): Promise<ImageFile> {
	const path = join(directory, 'templates', name);
	await mkdir(join(directory, 'templates'), { recursive: true });
	await writeFile(path, content);
	return {
		path,
		sizeBytes: Buffer.byteLength(content),
		sha256: createHash('sha256').update(content).digest('hex'),
	};
}

export async function registerTestImage(cloud: RunningCloud, directory: string) {
	return cloud.registerImage({
		imageName: 'ttylinux',
		architecture: 'x86_64',
		diskImage: await templateFile(directory, 'disk', 'a disk'),
		kernelImage: await templateFile(directory, 'kernel', 'a kernel'),
	});
}

export async function adminOf({ engine }: RunningCloud): Promise<User> {
	const admin = await engine.users.byName('admin');
	if (admin === undefined) {
		throw new Error('there is no admin');
	}

	return admin;
}

export function runRequest(imageId: string, changes: Partial<RunRequest> = {}): RunRequest {
	return {
		imageId,
		minCount: 1,
		maxCount: 1,
		keyName: undefined,
		type: undefined,
		zone: undefined,
		kernelId: undefined,
		ramdiskId: undefined,
		groups: [],
		userData: undefined,
		clientToken: undefined,
		settings: DEFAULT_INSTANCE_SETTINGS,
		tags: [],
		...changes,
	};
}

/** Waits until the condition holds; fails with its last value after a minute. */
export async function eventually<T>(look: () => Promise<T> | T, isGood: (value: T) => boolean): Promise<T> {
	const end = Date.now() + 60_000;
	for (;;) {
		const value = await look();
		if (isGood(value)) {
			return value;
		}

		if (Date.now() > end) {
			throw new Error(`did not come about: ${JSON.stringify(value)}`);
		}

		await new Promise((resolve) => setTimeout(resolve, 10));
	}
}

/** The engine alone, with its store at hand. */
export async function startTestEngine(
	directory: string,
	identities: Identities,
	changes: Partial<EngineOptions> = {},
): Promise<RunningEngine> {
	return startEngine({
		dbDir: join(directory, 'db'),
		templateDir: join(directory, 'templates'),
		registeredDir: join(directory, 'registered'),
		identity: identities.cloud,
		imageAccess: () => ({ kind: 'file' }),
		timings: { ...defaultTimings, ...quickTimings },
		clock: systemClock,
		log: silentLog,
		openStore: openTestStore,
		...changes,
	});
}

export async function addUser({ store }: RunningEngine, name: string): Promise<User> {
	const user: User = { name, ...newQueryCredentials(), isAdmin: false, enabled: true, allowSignatureV1: false };
	await insertUser(store.db, user, 0);
	return user;
}

export async function registerImageIn({ images }: RunningEngine, directory: string, imageName = 'ttylinux') {
	return registerImage(images, {
		imageName,
		architecture: 'x86_64',
		diskImage: await templateFile(directory, 'disk', 'a disk'),
		kernelImage: await templateFile(directory, 'kernel', 'a kernel'),
	});
}

/** Time that stands still until told. Sleepers wake after a moment of real time, so that loops go on. */
export class FakeClock implements Clock {
	time = Date.parse('2026-11-23T12:00:00Z');

	now(): number {
		return this.time;
	}

	async sleep(_ms: number, signal?: AbortSignal): Promise<void> {
		await systemClock.sleep(10, signal);
	}
}
