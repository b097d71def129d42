import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../src/common/errors.ts';
import { run } from '../../src/common/run.ts';
import { withScratch } from '../../src/common/scratch.ts';
import type { Arch } from './arch.ts';
import { runtimeErrors } from './errors.ts';
import { privateApt } from './private-apt.ts';

const top = join(import.meta.dirname, '../..');

/** The list of an architecture's packages, for people as well. */
export function packageList(arch: Arch): string {
	return join(top, 'packages', `runtime-${arch}.txt`);
}

/** `name=version` of each package that the runtime of an architecture is made of. */
export async function runtimePackages(arch: Arch): Promise<readonly string[]> {
	const text = await readFile(packageList(arch), 'utf8');
	return text
		.split('\n')
		.map((line) => line.replace(/#.*/, '').trim())
		.filter((line) => line !== '');
}

/**
 * Fetches packages (`name=version`) of Debian for an architecture and unpacks them together below `target`. An apt of its
 * own is asked: nothing of this machine's package lists, architectures or installed packages changes.
 */
export async function unpackPackages(arch: Arch, packages: readonly string[], target: string): Promise<void> {
	const cache = await fetchMissing(arch, packages);
	await mkdir(target, { recursive: true });
	for (const name of packages) {
		await run('dpkg-deb', ['-x', join(cache, fileOf(name)), target], { timeoutMs: 120_000 });
	}
}

/** The package as a file of this machine, fetched if need be. */
export async function packageFile(arch: Arch, name: string): Promise<string> {
	return join(await fetchMissing(arch, [name]), fileOf(name));
}

/** @returns the directory of the packages */
async function fetchMissing(arch: Arch, packages: readonly string[]): Promise<string> {
	const cache = join(top, 'build/cache/debian', arch);
	await mkdir(cache, { recursive: true });
	const missing = packages.filter((name) => !existsSync(join(cache, fileOf(name))));
	if (missing.length > 0) {
		await fetch(arch, missing, cache);
	}

	return cache;
}

async function fetch(arch: Arch, packages: readonly string[], cache: string): Promise<void> {
	const directory = await mkdtemp(join(cache, '.apt-'));
	await withScratch(directory, (own) => fetchWith(own, arch, packages, cache));
}

async function fetchWith(own: string, arch: Arch, packages: readonly string[], cache: string): Promise<void> {
	try {
		const apt = await privateApt(own, arch);
		for (const name of packages) {
			const at = await mkdtemp(join(own, 'one-'));
			await apt('apt-get', ['download', name], at);
			const [file] = await readdir(at);
			if (file !== undefined) {
				await rename(join(at, file), join(cache, fileOf(name)));
			}
		}
	} catch (error) {
		const named = { packages: packages.join(' '), arch, problem: messageOf(error) };
		// without any list of packages apt knows no package, in whatever version
		const code = /Unable to locate package|Failed to fetch/.test(named.problem)
			? 'MIRROR_UNREACHABLE'
			: 'PACKAGES_MISSING';
		throw runtimeErrors(code, named, { cause: error });
	}
}

function fileOf(nameAndVersion: string): string {
	return `${nameAndVersion.replace('=', '_').replaceAll(':', '%3a')}.deb`;
}
