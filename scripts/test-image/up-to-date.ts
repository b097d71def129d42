import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../src/common/run.ts';

/** Names everything that the image is made of: these scripts and the installed packages. */
export async function fingerprint(packages: readonly string[]): Promise<string> {
	const hash = createHash('sha256');
	const { stdout } = await run('dpkg-query', ['-W', '-f', `\${Package} \${Version}\n`, ...packages]);
	hash.update(stdout);
	const files = await readdir(import.meta.dirname, { recursive: true, withFileTypes: true });
	const paths = files.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
	for (const path of paths.sort()) {
		hash.update(await readFile(path));
	}

	return hash.digest('hex');
}

/** The packages of the list that this machine lacks. */
export async function missingPackages(packages: readonly string[]): Promise<readonly string[]> {
	const query = ['-W', '-f', `\${Package} \${db:Status-Status}\n`, ...packages];
	const { stdout } = await run('dpkg-query', query, { okCodes: [0, 1] });
	const installed = new Set(
		stdout
			.split('\n')
			.filter((line) => line.endsWith(' installed'))
			.map((line) => line.split(' ')[0]),
	);
	return packages.filter((name) => !installed.has(name));
}

/** True if the last run ended well with this fingerprint and nobody has removed a file since. */
export async function isUpToDate(directory: string, stamp: string, files: readonly string[]): Promise<boolean> {
	const path = join(directory, '.made-from');
	return (
		existsSync(path) &&
		(await readFile(path, 'utf8')) === stamp &&
		files.every((name) => existsSync(join(directory, name)))
	);
}
