import { constants, open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ImageSource } from './source.ts';

/** A file that the node sees itself, on a shared file system or on a single machine. */
export const fileSource: ImageSource = {
	protocols: ['file:'],
	async open(url) {
		const handle = await open(fileURLToPath(url), constants.O_RDONLY | constants.O_NONBLOCK);
		const entry = await handle.stat();
		if (!entry.isFile()) {
			await handle.close();
			throw new Error('it is not a regular file');
		}

		return { stream: handle.createReadStream({ highWaterMark: 1_048_576 }), bytes: entry.size };
	},
};
