import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../src/common/run.ts';
import type { Arch } from './arch.ts';

const DEBIAN: Readonly<Record<Arch, 'amd64' | 'i386'>> = { x86_64: 'amd64', i386: 'i386' };

/** Runs a program of apt; @returns what it printed */
export type Apt = (program: 'apt-get' | 'apt-cache', args: readonly string[], cwd?: string) => Promise<string>;

/**
 * An apt of its own below an empty directory: nothing of this machine's package lists, architectures or installed packages
 * changes, nor matters. Its mirrors are those of this machine, whose lists it has just fetched.
 */
export async function privateApt(directory: string, arch: Arch, kind: 'deb' | 'deb-src' = 'deb'): Promise<Apt> {
	for (const folder of ['state/lists/partial', 'cache/archives/partial']) {
		await mkdir(join(directory, folder), { recursive: true });
	}

	await writeFile(join(directory, 'state/status'), '');
	const sources = kind === 'deb' ? [] : await sourcesOfSources(directory);
	const config = join(directory, 'apt.conf');
	const lines = [
		`APT::Architecture "${DEBIAN[arch]}";`,
		`APT::Architectures { "${DEBIAN[arch]}"; };`,
		`Dir::State "${directory}/state";`,
		`Dir::State::status "${directory}/state/status";`,
		`Dir::Cache "${directory}/cache";`,
		'APT::Sandbox::User "root";',
		'Acquire::Languages "none";',
		...sources,
	];
	await writeFile(config, `${lines.join('\n')}\n`);
	const env = { APT_CONFIG: config };
	// A source of this machine that has nothing to do with Debian may fail: what counts is the download.
	await run('apt-get', ['update'], { env, timeoutMs: 300_000, okCodes: [0, 100] });
	return async (program, args, cwd) =>
		(await run(program, args, { env, timeoutMs: 1_200_000, ...(cwd === undefined ? {} : { cwd }) })).stdout;
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
