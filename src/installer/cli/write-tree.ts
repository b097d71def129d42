import type { Stats } from 'node:fs';
import { chmod, lstat, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../../../generators/file.ts';

/** Makes the files of one host below `root`; returns how many were not yet as they must be. */
export async function writeTree(root: string, files: readonly GeneratedFile[]): Promise<number> {
	let changed = 0;
	for (const file of files) {
		const path = join(root, file.path);
		changed += (await put(file, path)) ? 1 : 0;
	}

	return changed;
}

/** True if something had to be done. What stands in the way and is of another kind is replaced. */
async function put(file: GeneratedFile, path: string): Promise<boolean> {
	const there = await lstat(path).catch(() => undefined);
	if (there !== undefined && (await isAsWanted(file, path, there))) {
		return false;
	}

	if (there === undefined) {
		await mkdir(dirname(path), { recursive: true, mode: 0o755 });
	} else if (there.isDirectory() !== (file.kind === 'directory')) {
		await rm(path, { recursive: true, force: true });
	}

	if (file.kind === 'directory') {
		await mkdir(path, { recursive: true });
		await chmod(path, file.mode);
		return true;
	}

	const beside = `${path}.new`;
	await rm(beside, { force: true });
	if (file.kind === 'link') {
		await symlink(file.target, beside);
	} else {
		await writeFile(beside, file.content, { mode: file.mode, flag: 'wx' });
		await chmod(beside, file.mode);
	}

	await rename(beside, path);
	return true;
}

async function isAsWanted(file: GeneratedFile, path: string, there: Stats): Promise<boolean> {
	switch (file.kind) {
		case 'link':
			return there.isSymbolicLink() && (await readlink(path)) === file.target;
		case 'directory':
			return there.isDirectory() && (there.mode & 0o7777) === file.mode;
		case 'file':
			return there.isFile() && (there.mode & 0o7777) === file.mode && (await readFile(path, 'utf8')) === file.content;
	}
}
