import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What the programs are made from, and what the build leaves for us: the checksum of all that. */
const SOURCES = ['src', 'generators', 'templates', 'packages', 'package-lock.json'];
export const MADE_FROM = 'build/dist.made-from';

/**
 * Whether `dist/` of a checkout was built from other sources than lie there now, as after a git pull. A look at the times
 * of the files is enough to say no. Never true of an installation, which has no sources.
 */
export async function isStale(root: string): Promise<boolean> {
	const bundle = join(root, 'dist/bundle.json');
	if (!existsSync(join(root, 'scripts/build.ts')) || !existsSync(bundle)) {
		return false;
	}

	const record = join(root, MADE_FROM);
	const made = await stat(record).catch(() => stat(bundle));
	const times = await Promise.all((await pathsOf(root)).map(async (path) => (await stat(path)).mtimeMs));
	if (times.every((time) => time <= made.mtimeMs)) {
		return false;
	}

	return (await readFile(record, 'utf8').catch(() => '')).trim() !== (await sourcesDigest(root));
}

/** Of names and contents. */
export async function sourcesDigest(root: string): Promise<string> {
	const hash = createHash('sha256');
	for (const path of (await pathsOf(root)).sort()) {
		const content = await readFile(path).catch(() => undefined); // a directory
		if (content !== undefined) {
			hash.update(`${relative(root, path)} ${content.length}\n`).update(content);
		}
	}

	return hash.digest('hex');
}

/** Directories too: a file that was removed has left its mark on them only. */
async function pathsOf(root: string): Promise<string[]> {
	const found = await Promise.all(
		SOURCES.map(async (name) => {
			const top = join(root, name);
			const inside = await readdir(top, { recursive: true }).catch(() => []);
			return existsSync(top) ? [top, ...inside.map((path) => join(top, path))] : [];
		}),
	);
	return found.flat();
}
