import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isInstanceId } from '../instances/names.ts';

/** Bytes that instances take on disk. Files they share with the cache or with each other are not theirs. */
export async function usedByInstances(instancePath: string): Promise<number> {
	let total = 0;
	for (const user of await namesIn(instancePath)) {
		for (const id of (await namesIn(join(instancePath, user))).filter(isInstanceId)) {
			const directory = join(instancePath, user, id);
			for (const name of await namesIn(directory)) {
				total += await ownBytes(join(directory, name));
			}
		}
	}

	return total;
}

async function ownBytes(path: string): Promise<number> {
	const entry = await lstat(path).catch(() => undefined);
	return entry?.isFile() && entry.nlink === 1 ? entry.blocks * 512 : 0;
}

async function namesIn(directory: string): Promise<string[]> {
	return readdir(directory).catch(() => []);
}
