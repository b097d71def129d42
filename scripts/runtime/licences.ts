import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderConfig } from '../../src/common/template.ts';
import type { Arch } from './arch.ts';
import { runtimePackages } from './debian-packages.ts';

/** Texts that the notices of the packages refer to instead of holding them. */
const COMMON = ['Apache-2.0', 'GPL-2', 'GPL-3', 'LGPL-2.1'];

export interface LicenceSources {
	/** The Debian packages, unpacked together. */
	readonly unpacked: string;
	/** Node's own, where it is not one of the packages. */
	readonly nodeLicence?: string;
	readonly arch: Arch;
}

/**
 * `licences/`: what comes from where, the notice of each part, and the texts that they name. glibc is under the LGPL: who
 * gives it away says so, says what was changed, and where the source is.
 */
export async function writeLicences(target: string, { unpacked, nodeLicence, arch }: LicenceSources): Promise<void> {
	const licences = join(target, 'licences');
	await mkdir(licences);
	const packages = await runtimePackages(arch);
	for (const name of packages.map((entry) => entry.replace(/=.*/, ''))) {
		await copyFile(join(unpacked, 'usr/share/doc', name, 'copyright'), join(licences, `${name}.txt`));
	}

	for (const name of COMMON) {
		await copyFile(join('/usr/share/common-licenses', name), join(licences, `${name}.txt`));
	}

	if (nodeLicence !== undefined) {
		await copyFile(nodeLicence, join(licences, 'node.txt'));
	}

	const isChanged = arch === 'x86_64';
	const values = {
		arch,
		packages,
		isChanged,
		glibc: versionOf(packages, 'libc6'),
		gcc: versionOf(packages, 'libgcc-s1'),
	};
	await writeFile(join(licences, 'README'), renderConfig('roll/licences', values));
}

function versionOf(packages: readonly string[], name: string): string {
	return packages.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}
