import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
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
	const cache = await fetchMissing(arch, packages);
	await mkdir(target, { recursive: true });
	for (const name of packages) {
		await run('dpkg-deb', ['-x', join(cache, fileOf(name)), target], { timeoutMs: 120_000 });
	}
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

/**
 * Fetches the source packages of both runtimes into `target`: what whoever passes the RPMs on has to offer with them.
 *
 * @throws SOURCES_MISSING at the end, when all that could be had is there
 */
export async function fetchSources(target: string, onSource: (name: string) => void): Promise<void> {
	const own = await mkdtemp(join(tmpdir(), 'euca-apt-'));
	await mkdir(target, { recursive: true });
	const missing: string[] = [];
	try {
		const env = { APT_CONFIG: await privateApt(own, 'amd64', 'deb-src') };
		await run('apt-get', ['update'], { env, timeoutMs: 300_000, okCodes: [0, 100] });
		for (const source of await allSources()) {
			try {
				await run('apt-get', ['source', '--download-only', source], { env, cwd: target, timeoutMs: 1_200_000 });
				onSource(source);
			} catch {
				missing.push(source);
			}
		}
	} finally {
		await rm(own, { recursive: true, force: true });
	}

	if (missing.length > 0) {
		throw runtimeErrors('SOURCES_MISSING', { sources: missing.join(', '), target });
	}
}

async function allSources(): Promise<readonly string[]> {
	const sources = new Set<string>();
	for (const arch of ARCHES) {
		const packages = await runtimePackages(arch);
		const cache = await fetchMissing(arch, packages);
		for (const name of packages) {
			sources.add(await sourceOf(join(cache, fileOf(name))));
		}
	}

	return [...sources].sort();
}

/** `glibc=2.36-9+deb12u14`: what a binary package was built from. */
async function sourceOf(deb: string): Promise<string> {
	const { stdout } = await run('dpkg-deb', ['-W', `--showformat=\${source:Package}=\${source:Version}`, deb]);
	return stdout.trim();
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

async function privateApt(directory: string, arch: DebianArch, kind: 'deb' | 'deb-src' = 'deb'): Promise<string> {
	for (const folder of ['state/lists/partial', 'cache/archives/partial']) {
		await mkdir(join(directory, folder), { recursive: true });
	}

	await writeFile(join(directory, 'state/status'), '');
	const sources = kind === 'deb' ? [] : await sourcesOfSources(directory);
	const config = join(directory, 'apt.conf');
	const lines = [
		`APT::Architecture "${arch}";`,
		`APT::Architectures { "${arch}"; };`,
		`Dir::State "${directory}/state";`,
		`Dir::State::status "${directory}/state/status";`,
		`Dir::Cache "${directory}/cache";`,
		'APT::Sandbox::User "root";',
		'Acquire::Languages "none";',
		...sources,
	];
	await writeFile(config, `${lines.join('\n')}\n`);
	return config;
}

/** The same mirrors as this machine's, asked for source packages. */
async function sourcesOfSources(directory: string): Promise<readonly string[]> {
	const parts = join(directory, 'sources.list.d');
	await mkdir(parts);
	const from = '/etc/apt/sources.list.d';
	for (const name of (await readdir(from)).filter((file) => /\.(list|sources)$/.test(file))) {
		const text = await readFile(join(from, name), 'utf8');
		await writeFile(join(parts, name), text.replace(/^deb /gm, 'deb-src ').replace(/^Types:.*/gm, 'Types: deb-src'));
	}

	const list = await readFile('/etc/apt/sources.list', 'utf8').catch(() => '');
	await writeFile(join(directory, 'sources.list'), list.replace(/^deb /gm, 'deb-src '));
	return [`Dir::Etc::sourcelist "${directory}/sources.list";`, `Dir::Etc::sourceparts "${parts}";`];
}

function fileOf(nameAndVersion: string): string {
	return `${nameAndVersion.replace('=', '_').replaceAll(':', '%3a')}.deb`;
}
