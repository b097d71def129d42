import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Path to what is there: kind, mode, owner, size, link target, and the digest of what differs from the base tree. */
export type Snapshot = ReadonlyMap<string, string>;

/** One line per file of the root file system; names are ended by a zero byte. */
export const LIST_FILES = "find / -xdev -printf '%y %m %U:%G %s %l\\t%p\\0'";

/**
 * Reads the list that LIST_FILES printed in a host. Only files in the disk's upper layer can differ from the tree that
 * it started from, so only those are read; a directory's size and a file's times say nothing.
 */
export function readSnapshot(list: string, upper: string, lower: string): Snapshot {
	return new Map(
		list
			.split('\0')
			.filter((line) => line !== '')
			.map((line): [string, string] => {
				const tab = line.indexOf('\t');
				const path = line.slice(tab + 1);
				const [kind = '', mode, owner, size, ...target] = line.slice(0, tab).split(' ');
				const content = kind === 'f' ? contentOf(path, upper, lower) : '';
				return [path, [kind, mode, owner, kind === 'd' ? '' : size, ...target, content].join(' ').trim()];
			}),
	);
}

/** Lines `+ path`, `- path` and `~ path: before -> after`, without paths that begin with one of `except`. */
export function differences(before: Snapshot, after: Snapshot, except: readonly string[] = []): readonly string[] {
	const counts = (path: string) => !except.some((start) => path === start || path.startsWith(`${start}/`));
	return [...new Set([...before.keys(), ...after.keys()])]
		.filter((path) => counts(path) && before.get(path) !== after.get(path))
		.toSorted()
		.map((path) => {
			const [was, is] = [before.get(path), after.get(path)];
			return was === undefined ? `+ ${path}` : is === undefined ? `- ${path}` : `~ ${path}: ${was} -> ${is}`;
		});
}

function contentOf(path: string, upper: string, lower: string): string {
	if (lstatSync(join(upper, path), { throwIfNoEntry: false })?.isFile() !== true) {
		return 'as installed';
	}

	const changed = digest(join(upper, path));
	const original = lstatSync(join(lower, path), { throwIfNoEntry: false })?.isFile() === true;
	return original && digest(join(lower, path)) === changed ? 'as installed' : changed;
}

function digest(file: string): string {
	return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}
