import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../src/common/errors.ts';
import { run } from '../../src/common/run.ts';
import { runtimeErrors } from './errors.ts';

export type DebianArch = 'amd64' | 'i386';
/** As Rocks and RPM call them. */
export type Arch = 'x86_64' | 'i386';
export const ARCHES: readonly Arch[] = ['x86_64', 'i386'];

const DEBIAN: Readonly<Record<Arch, DebianArch>> = { x86_64: 'amd64', i386: 'i386' };
const top = join(import.meta.dirname, '../..');

/** `name=version` of each package that the runtime of an architecture is made of. */
export async function runtimePackages(arch: Arch): Promise<readonly string[]> {
	const text = await readFile(join(top, 'packages', `runtime-${arch}.txt`), 'utf8');
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
	const cache = join(top, 'build/cache/debian', arch);
	await mkdir(cache, { recursive: true });
	const missing = packages.filter((name) => !existsSync(join(cache, fileOf(name))));
	if (missing.length > 0) {
		await fetch(arch, missing, cache);
	}

	await mkdir(target, { recursive: true });
	for (const name of packages) {
		await run('dpkg-deb', ['-x', join(cache, fileOf(name)), target], { timeoutMs: 120_000 });
	}
}

async function fetch(arch: Arch, packages: readonly string[], cache: string): Promise<void> {
	const own = await mkdtemp(join(cache, '.apt-'));
	try {
		const env = { APT_CONFIG: await privateApt(own, DEBIAN[arch]) };
		// A source of this machine that has nothing to do with Debian may fail: what counts is the download.
		await run('apt-get', ['update'], { env, timeoutMs: 300_000, okCodes: [0, 100] });
		for (const name of packages) {
			const at = await mkdtemp(join(own, 'one-'));
			await run('apt-get', ['download', name], { env, cwd: at, timeoutMs: 600_000 });
			const [file] = await readdir(at);
			if (file !== undefined) {
				await rename(join(at, file), join(cache, fileOf(name)));
			}
		}
	} catch (error) {
		const named = { packages: packages.join(' '), arch, problem: messageOf(error) };
		throw runtimeErrors('PACKAGES_MISSING', named, { cause: error });
	} finally {
		await rm(own, { recursive: true, force: true });
	}
}

async function privateApt(directory: string, arch: DebianArch): Promise<string> {
	for (const folder of ['state/lists/partial', 'cache/archives/partial']) {
		await mkdir(join(directory, folder), { recursive: true });
	}

	await writeFile(join(directory, 'state/status'), '');
	const config = join(directory, 'apt.conf');
	const lines = [
		`APT::Architecture "${arch}";`,
		`APT::Architectures { "${arch}"; };`,
		`Dir::State "${directory}/state";`,
		`Dir::State::status "${directory}/state/status";`,
		`Dir::Cache "${directory}/cache";`,
		'APT::Sandbox::User "root";',
		'Acquire::Languages "none";',
	];
	await writeFile(config, `${lines.join('\n')}\n`);
	return config;
}

function fileOf(nameAndVersion: string): string {
	return `${nameAndVersion.replace('=', '_').replaceAll(':', '%3a')}.deb`;
}
