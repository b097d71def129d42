import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, link, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import cpy from 'cpy';
import type { Arch } from '../runtime/arch.ts';
import { bundlePrograms } from './bundle-programs.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Dist {
	readonly programs: number;
	readonly files: number;
}

/**
 * All that travels to hosts of one architecture: programs, templates, lists of packages, notices, and the Node in
 * `runtime`, described in bundle.json. Built beside the old one and renamed, so that there is always a whole one.
 */
export async function makeDist(target: string, arch: Arch, runtime: string): Promise<Dist> {
	const work = `${target}.new`;
	await rm(work, { recursive: true, force: true });
	await mkdir(work, { recursive: true });
	const programs = await bundlePrograms(work, arch);
	for (const folder of ['templates', 'packages']) {
		await cpy('**/*', join(work, folder), { cwd: join(root, folder) });
	}

	await linkTree(runtime, join(work, 'node'));
	const files = await describe(work);
	await writeFile(join(work, 'bundle.json'), `${JSON.stringify({ version: 1, files }, undefined, '\t')}\n`);
	await rm(target, { recursive: true, force: true });
	await rename(work, target);
	return { programs, files: files.length };
}

/** Hard links where the file system allows: 110 MB need not be there twice. */
async function linkTree(from: string, to: string): Promise<void> {
	for (const path of await filesBelow(from)) {
		const copy = join(to, relative(from, path));
		await mkdir(dirname(copy), { recursive: true });
		await link(path, copy).catch(() => cp(path, copy));
	}
}

async function describe(directory: string) {
	const described = (await filesBelow(directory)).map(async (path) => {
		const { size, mode } = await stat(path);
		return { path: relative(directory, path), size, sha256: await digest(path), executable: (mode & 0o111) !== 0 };
	});
	return Promise.all(described);
}

async function filesBelow(directory: string): Promise<readonly string[]> {
	const entries = await readdir(directory, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.sort();
}

async function digest(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
	return hash.digest('hex');
}
