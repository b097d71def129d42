import { once, onceOf, textOnce } from './once.ts';

/** What a host has at a path. */
export type Present =
	| { readonly kind: 'missing' }
	| { readonly kind: 'file'; readonly mode: number; readonly sha256: string }
	| { readonly kind: 'directory'; readonly mode: number }
	| { readonly kind: 'link'; readonly target: string }
	| { readonly kind: 'other' };

/**
 * From the lines of a survey: `path|inode|size|time of change|mode|kind` and `link|path|target` of `stat`, `path|inode|
 * size|time|checksum` of the index of what we wrote, `path|checksum` of what had to be read. A path without a line is missing.
 */
export function parsePresent(
	stat: readonly string[],
	index: readonly string[],
	sha: readonly string[],
): ReadonlyMap<string, Present> {
	const read = new Map(sha.map((line) => cut(line)));
	const written = new Map(index.map((line) => cut(line)));
	const targets = new Map(
		stat.filter((line) => line.startsWith('link|')).map((line) => cut(line.slice(5), line.slice(5).indexOf('|'))),
	);
	const present: [string, Present][] = [];
	const said: string[] = [];
	for (const line of stat) {
		const [path = '', inode, size, time, mode = '', kind = ''] = line.split('|');
		if (path === 'link' || inode === undefined) {
			continue;
		}

		const sha256 = read.get(path) ?? written.get([path, inode, size, time].join('|')) ?? 'unreadable';
		const target = targets.get(path);
		const key = `${kind} ${mode} ${sha256} ${target}`;
		const there = once(key, () =>
			presentOf(kind, Number.parseInt(mode, 8), textOnce(sha256), target === undefined ? undefined : textOnce(target)),
		);
		present.push([textOnce(path), there]);
		said.push(path, key);
	}

	return onceOf('present', said.join('\n'), () => new Map(present));
}

function presentOf(kind: string, mode: number, sha256: string, target: string | undefined): Present {
	switch (kind) {
		case 'regular file':
		case 'regular empty file':
			return { kind: 'file', mode, sha256 };
		case 'directory':
			return { kind: 'directory', mode };
		case 'symbolic link':
			return target === undefined ? { kind: 'other' } : { kind: 'link', target };
		default:
			return { kind: 'other' };
	}
}

/** Before and behind the last bar, or the one at `at`. */
function cut(line: string, at = line.lastIndexOf('|')): [string, string] {
	return [line.slice(0, at), line.slice(at + 1)];
}
