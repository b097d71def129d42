import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import type { Installation } from '../installation.ts';
import type { PartArgument } from './arguments.ts';

/** The address of a registered file, with the digest that nodes ask for if this host sees the file. */
export async function partUrl(
	{ conf, paths }: Installation,
	part: PartArgument,
	fileName: 'root' | 'kernel' | 'ramdisk',
): Promise<string> {
	if (part.url !== undefined) {
		return part.url;
	}

	const registered = conf.REGISTERED_PATH === '' ? paths.registered : conf.REGISTERED_PATH;
	const path = join(registered, part.id, fileName);
	const url = pathToFileURL(path).href;
	if (!existsSync(path)) {
		return url;
	}

	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return `${url}#sha256=${hash.digest('hex')}`;
}
