import { existsSync } from 'node:fs';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deleteImage, enableImage } from '../../../../src/runtime/cloud/images/change-image.ts';
import { registerImage } from '../../../../src/runtime/cloud/images/register-image.ts';
import type { RunningEngine } from '../../../../src/runtime/cloud/start-engine.ts';
import { insertImage } from '../../../../src/runtime/cloud/store/images.ts';
import { type Identities, makeIdentities } from '../support/identities.ts';
import { startScriptedCluster } from '../support/scripted-cluster.ts';
import {
	addUser,
	registerImageIn,
	removeDirectory,
	runRequest,
	startTestEngine,
	templateFile,
	temporaryDirectory,
} from '../support/test-cloud.ts';

let identities: Identities;
let directory: string;
let running: RunningEngine;

beforeAll(async () => {
	identities = await makeIdentities();
});

beforeEach(async () => {
	directory = await temporaryDirectory();
	running = await startTestEngine(directory, identities);
});

afterEach(async () => {
	await running.close();
	await removeDirectory(directory);
});

const registered = (...parts: string[]) => join(directory, 'registered', ...parts);

describe('registration', () => {
	it('puts disk, kernel and ramdisk where nodes find them, also when the originals go away', async () => {
		const ids = await registerImage(running.images, {
			imageName: 'my image',
			architecture: 'i386',
			diskImage: await templateFile(directory, 'a', 'the disk'),
			kernelImage: await templateFile(directory, 'b', 'the kernel'),
			ramdiskImage: await templateFile(directory, 'c', 'the ramdisk'),
		});
		await rm(join(directory, 'templates'), { recursive: true });
		expect(await readFile(registered(ids.imageId, 'root'), 'utf8')).toBe('the disk');
		expect(await readFile(registered(ids.kernelId, 'kernel'), 'utf8')).toBe('the kernel');
		expect(await readFile(registered(ids.ramdiskId ?? '', 'ramdisk'), 'utf8')).toBe('the ramdisk');
		const alice = await addUser(running, 'alice');
		const images = await running.engine.images.visibleTo(alice);
		expect(images.find(({ id }) => id === ids.imageId)).toMatchObject({
			kind: 'machine',
			location: 'my image',
			owner: 'admin',
			isPublic: true,
			architecture: 'i386',
			state: 'available',
			kernelId: ids.kernelId,
			ramdiskId: ids.ramdiskId,
			sizeBytes: 8,
		});
		expect(ids.imageId).toMatch(/^emi-[0-9A-F]{8}$/);
		expect(ids.kernelId).toMatch(/^eki-[0-9A-F]{8}$/);
		expect(ids.ramdiskId).toMatch(/^eri-[0-9A-F]{8}$/);
	});

	it('refuses files that are missing, empty, truncated, damaged, elsewhere or no files, and keeps nothing', async () => {
		const good = await templateFile(directory, 'good', 'good');
		const outside = { ...good, path: join(directory, 'outside') };
		await writeFile(outside.path, 'good');
		const link = { ...good, path: join(directory, 'templates', 'link') };
		await symlink(outside.path, link.path);
		const wrong = [
			[{ ...good, path: `${good.path}-missing` }, 'cannot be read'],
			[await templateFile(directory, 'empty', ''), 'is empty'],
			[{ ...good, sizeBytes: 5 }, 'has 4 bytes, expected were 5'],
			[{ ...good, sha256: '0'.repeat(64) }, 'is damaged'],
			[outside, 'is not inside'],
			[{ ...good, path: `${join(directory, 'templates')}/../outside` }, 'is not inside'],
			[link, 'is not a regular file'],
			[{ ...good, path: join(directory, 'templates') }, 'is not a regular file'],
		] as const;
		for (const [kernelImage, problem] of wrong) {
			const failed = registerImage(running.images, {
				imageName: 'x',
				architecture: 'x86_64',
				diskImage: good,
				kernelImage,
			});
			await expect(failed, problem).rejects.toMatchObject({ code: 'IMAGE_FILE' });
			await expect(failed).rejects.toThrow(problem);
		}

		expect(await running.engine.images.visibleTo(running.admin)).toEqual([]);
		expect(existsSync(registered())).toBe(false);
	});

	it('removes at the next start what a crash left half registered or half deleted', async () => {
		const { imageId } = await registerImageIn(running, directory);
		const [image] = await running.engine.images.visibleTo(running.admin);
		if (image === undefined) {
			throw new Error('no image');
		}

		await insertImage(running.store.db, { ...image, id: 'emi-00000001', state: 'registering' });
		await insertImage(running.store.db, { ...image, id: 'emi-00000002', state: 'deleting' });
		await running.close();
		running = await startTestEngine(directory, identities);
		const ids = (await running.engine.images.visibleTo(running.admin)).map(({ id }) => id);
		expect(ids).toContain(imageId);
		expect(ids).toHaveLength(2);
	});
});

describe('disabling and deleting', () => {
	it('hides a disabled image from users, not from the administrator', async () => {
		const { imageId } = await registerImageIn(running, directory);
		const alice = await addUser(running, 'alice');
		await enableImage(running.images, imageId, false);
		expect((await running.engine.images.visibleTo(alice)).map(({ id }) => id)).not.toContain(imageId);
		const seen = await running.engine.images.visibleTo(running.admin);
		expect(seen.find(({ id }) => id === imageId)?.state).toBe('deregistered');
		await expect(enableImage(running.images, 'emi-00000000', true)).rejects.toMatchObject({ code: 'IMAGE_UNKNOWN' });
	});

	it('deletes records and files, kernel and ramdisk too', async () => {
		const { imageId, kernelId } = await registerImageIn(running, directory);
		expect(await deleteImage(running.images, 'ttylinux')).toEqual([imageId, kernelId]);
		expect(existsSync(registered(imageId))).toBe(false);
		expect(existsSync(registered(kernelId))).toBe(false);
		expect(await running.engine.images.visibleTo(running.admin)).toEqual([]);
		await expect(deleteImage(running.images, imageId)).rejects.toMatchObject({ code: 'IMAGE_UNKNOWN' });
	});

	it('keeps a kernel that another image uses', async () => {
		const { imageId, kernelId } = await registerImageIn(running, directory);
		const [image] = await running.engine.images.visibleTo(running.admin);
		if (image === undefined) {
			throw new Error('no image');
		}

		await insertImage(running.store.db, { ...image, id: 'emi-00000001', kind: 'machine', kernelId });
		expect(await deleteImage(running.images, imageId)).toEqual([imageId]);
		expect(existsSync(registered(kernelId, 'kernel'))).toBe(true);
	});

	it('refuses to delete an image, or a cluster, that instances use', async () => {
		const { imageId } = await registerImageIn(running, directory);
		const cluster = await startScriptedCluster(identities);
		const certificate = identities.cluster.certificatePem;
		await running.clusters.add({ name: 'zone1', host: '127.0.0.1', port: cluster.port, certificate });
		await running.engine.instances.run(running.admin, runRequest(imageId), 'corr');
		await expect(deleteImage(running.images, imageId)).rejects.toMatchObject({ code: 'IMAGE_IN_USE' });
		await expect(running.clusters.remove('zone1')).rejects.toMatchObject({ code: 'CLUSTER_IN_USE' });
		expect(existsSync(registered(imageId, 'root'))).toBe(true);
		expect(await running.engine.instances.run(running.admin, runRequest(imageId), 'corr')).toHaveLength(1);
		await cluster.close();
	});
});
