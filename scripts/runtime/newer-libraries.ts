import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARCHES, type Arch } from './arch.ts';
import { packageList, runtimePackages, unpackPackages } from './debian-packages.ts';
import { runtimeErrors } from './errors.ts';
import { sumsOf, TESTED_LIBRARIES } from './fstat.ts';
import { privateApt } from './private-apt.ts';
import { prove } from './prove.ts';
import { CHANGED } from './x86-64.ts';

/**
 * Debian keeps only the newest build of a package, so the exact versions of packages/runtime-*.txt go away in time. Takes
 * the present ones, changes their fstat, has all of it tried under the kernels of old, and only then keeps versions and
 * checksums for the builds that follow.
 *
 * @returns what was raised, `libc6 2.36-9+deb12u14 -> 2.36-9+deb12u15 (i386)` each; none if everything is as it was
 * @throws FSTAT_NOT_FOUND, NOT_PROVEN; then everything is as it was
 */
export async function takeNewerLibraries(onStep: (text: string) => void): Promise<readonly string[]> {
	const files = [...ARCHES.map(packageList), TESTED_LIBRARIES];
	const safe = await mkdtemp(join(tmpdir(), 'euca-libraries-'));
	await Promise.all(files.map((file, at) => copyFile(file, join(safe, `${at}`))));
	try {
		onStep('asking Debian what it offers');
		const raised = [...(await raiseList('x86_64', safe)), ...(await raiseList('i386', safe))];
		raised.forEach(onStep);
		onStep('looking for the code that is changed');
		const hasNewSums = await enterSums(safe);
		if (raised.length > 0 || hasNewSums) {
			onStep('trying Node with them under the kernels of old');
			const problem = await prove(safe);
			if (problem !== undefined) {
				throw runtimeErrors('NOT_PROVEN', { packages: raised.join(', '), problem });
			}
		}

		return raised;
	} catch (error) {
		await Promise.all(files.map((file, at) => copyFile(join(safe, `${at}`), file)));
		throw error;
	} finally {
		await rm(safe, { recursive: true });
	}
}

async function raiseList(arch: Arch, work: string): Promise<readonly string[]> {
	const pinned = await runtimePackages(arch);
	const offered = await offeredVersions(arch, pinned.map(nameOf), join(work, arch));
	const changes = pinned.flatMap((entry) => {
		const name = nameOf(entry);
		const version = offered.get(name);
		return version === undefined || entry === `${name}=${version}` ? [] : [{ name, entry, version }];
	});
	const list = await readFile(packageList(arch), 'utf8');
	await writeFile(packageList(arch), raisedList(list, new Map(changes.map(({ name, version }) => [name, version]))));
	return changes.map(({ name, entry, version }) => `${name} ${entry.slice(name.length + 1)} -> ${version} (${arch})`);
}

/** The list with other versions of some packages; everything else in it stays. */
export function raisedList(list: string, versions: ReadonlyMap<string, string>): string {
	return list.replace(/^([^#=\s]+)=\S+/gm, (entry, name: string) => {
		const version = versions.get(name);
		return version === undefined ? entry : `${name}=${version}`;
	});
}

async function offeredVersions(arch: Arch, names: readonly string[], directory: string) {
	const apt = await privateApt(directory, arch);
	const policy = await apt('apt-cache', ['policy', ...names]);
	// of what is not offered at all it says (none)
	const found = policy.matchAll(/^(\S+?)(?::\w+)?:\n {2}Installed: .*\n {2}Candidate: ([^\s(]\S*)/gm);
	return new Map([...found].map(([, name = '', version = '']) => [name, version]));
}

/** @returns whether they are others than before */
async function enterSums(work: string): Promise<boolean> {
	const unpacked = join(work, 'unpacked');
	await unpackPackages('x86_64', await runtimePackages('x86_64'), unpacked);
	const sums = await sumsOf(CHANGED.map((name) => join(unpacked, 'lib/x86_64-linux-gnu', name)));
	const text = `${JSON.stringify(sums, undefined, '\t')}\n`;
	const isNew = text !== (await readFile(TESTED_LIBRARIES, 'utf8'));
	await writeFile(TESTED_LIBRARIES, text);
	return isNew;
}

function nameOf(entry: string): string {
	return entry.replace(/=.*/, '');
}
