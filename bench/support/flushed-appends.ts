import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** ms that each of many flushed appends to files of their own takes when so many write at once: the least that a journal costs. */
export async function flushedAppends(directory: string, parallel: number, each: number): Promise<readonly number[]> {
	const times: number[] = [];
	const writer = async (_: unknown, index: number) => {
		const path = join(directory, `journal-${index}`);
		const file = await open(path, 'a');
		for (let round = 0; round < each; round++) {
			const begin = performance.now();
			await file.write(Buffer.alloc(2048, round));
			await file.datasync();
			times.push(performance.now() - begin);
		}

		await file.close();
		await rm(path);
	};
	await Promise.all(Array.from({ length: parallel }, writer));
	return times;
}
