import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a directory and what is missing above it. Unlike mkdir's own `recursive` it ends also where a file system
 * answers that a parent that is there does not exist (/proc): Node 24 tries that for ever.
 */
export async function makeDirectories(path: string, mode: number): Promise<void> {
	try {
		await mkdir(path, { mode });
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? error.code : '';
		if (code === 'EEXIST' && (await stat(path)).isDirectory()) {
			return;
		}

		const parent = dirname(path);
		if (code !== 'ENOENT' || parent === path || (await isThere(parent))) {
			throw error;
		}

		await makeDirectories(parent, mode);
		await mkdir(path, { mode });
	}
}

async function isThere(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}
