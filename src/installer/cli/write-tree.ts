import {
	chmodSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	readlinkSync,
	renameSync,
	rmSync,
	type Stats,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../../../generators/file.ts';

/**
 * Makes the files of one host below `root`; returns how many were not yet as they must be. Synchronous: for 10 000 hosts
 * that is a million small system calls, each of which would cost ten times itself on its way through a thread.
 */
export function writeTree(root: string, files: readonly GeneratedFile[]): number {
	const made = new Set<string>();
	const isNew = !exists(root);
	const umask = process.umask(0); // modes are exact, without a second call for each file
	try {
		return files.filter((file) => put(file, join(root, file.path), { made, isNew })).length;
	} finally {
		process.umask(umask);
	}
}

interface Tree {
	/** Directories that are known to be there. */
	readonly made: Set<string>;
	/** Nothing was there before, so nothing needs to be compared or replaced. */
	readonly isNew: boolean;
}

/** True if something had to be done. What stands in the way and is of another kind is replaced. */
function put(file: GeneratedFile, path: string, tree: Tree): boolean {
	if (tree.isNew) {
		makeParents(dirname(path), tree.made);
		return create(file, path, tree);
	}

	const there = lstatSync(path, { throwIfNoEntry: false });
	if (there !== undefined && isAsWanted(file, path, there)) {
		return false;
	}

	makeParents(dirname(path), tree.made);
	if (there !== undefined && there.isDirectory() !== (file.kind === 'directory')) {
		rmSync(path, { recursive: true, force: true });
	}

	if (file.kind === 'directory') {
		return create(file, path, tree);
	}

	const beside = `${path}.new`;
	rmSync(beside, { force: true });
	create(file, beside, tree);
	renameSync(beside, path);
	return true;
}

function create(file: GeneratedFile, path: string, tree: Tree): true {
	switch (file.kind) {
		case 'directory':
			if (exists(path)) {
				chmodSync(path, file.mode);
			} else {
				mkdirSync(path, file.mode);
			}

			tree.made.add(path);
			return true;
		case 'link':
			symlinkSync(file.target, path);
			return true;
		case 'file':
			writeFileSync(path, file.content, { mode: file.mode, flag: 'wx' });
			return true;
	}
}

function makeParents(directory: string, made: Set<string>): void {
	if (!made.has(directory)) {
		mkdirSync(directory, { recursive: true, mode: 0o755 });
		made.add(directory);
	}
}

function exists(path: string): boolean {
	return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isAsWanted(file: GeneratedFile, path: string, there: Stats): boolean {
	switch (file.kind) {
		case 'link':
			return there.isSymbolicLink() && readlinkSync(path) === file.target;
		case 'directory':
			return there.isDirectory() && (there.mode & 0o7777) === file.mode;
		case 'file':
			return there.isFile() && (there.mode & 0o7777) === file.mode && readFileSync(path, 'utf8') === file.content;
	}
}
