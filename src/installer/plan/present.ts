import { alike, type ByPath, layered } from './by-path.ts';
import { longMemory, memory, textOnce } from './once.ts';

/** What a host has at a path. */
export type Present =
	| { readonly kind: 'missing' }
	| { readonly kind: 'file'; readonly mode: number; readonly sha256: string }
	| { readonly kind: 'directory'; readonly mode: number }
	/** `directoryMode`: of the directory that it leads to, if it does. */
	| { readonly kind: 'link'; readonly target: string; readonly directoryMode?: number }
	| { readonly kind: 'other' };

/** Every host has it: asked for before each piece of a question, it stands before each piece of the answer. */
export const BEFORE = '/';

type Line = readonly [string, Present];

const pieceOnce = longMemory<ByPath<Present>>();
const mapOf = alike<Present>();
const lineOnce = memory<Line>();
const readOnce = memory<Line>();

/**
 * From what a survey says of paths: `path|mode|kind|checksum` of `stat` and of the index of what we wrote, in pieces that
 * many hosts have in common; `path|checksum` of what had to be read, `path|mode target` of a link, with the mode of the
 * directory that it leads to or `-`. A path without a line is missing.
 */
export function parsePresent(answer: string, read: readonly string[]): ByPath<Present> {
	const pieces = answer.split(`\n${BEFORE}|`).map((piece) => pieceOnce(piece, () => mapOf(linesOf(piece))));
	const seen = layered(pieces);
	const own = read.flatMap((line): Line[] => {
		const [path, value] = cut(line);
		const there = seen.get(path);
		return there === undefined
			? []
			: [readOnce(`${JSON.stringify(there)} ${line}`, () => withValue(path, there, value))];
	});
	return own.length === 0 ? seen : layered([new Map(own), ...pieces]);
}

/** The first line is that of the path which stands before it. */
function linesOf(piece: string): readonly Line[] {
	const [, ...lines] = piece.split('\n');
	return lines.filter((line) => line !== '').map((line) => lineOnce(line, presentOf));
}

function presentOf(line: string): Line {
	const [path = '', mode = '', kind = '', sha256 = ''] = line.split('|');
	switch (kind) {
		case 'regular file':
		case 'regular empty file':
			return [path, { kind: 'file', mode: Number.parseInt(mode, 8), sha256: sha256 || 'unreadable' }];
		case 'directory':
			return [path, { kind: 'directory', mode: Number.parseInt(mode, 8) }];
		case 'symbolic link':
			return [path, { kind: 'link', target: '' }];
		default:
			return [path, { kind: 'other' }];
	}
}

function withValue(path: string, there: Present, value: string): Line {
	switch (there.kind) {
		case 'file':
			return [textOnce(path), { ...there, sha256: textOnce(value) }];
		case 'link': {
			const [mode, target] = cut(value, ' ');
			const link = { kind: 'link', target: textOnce(target) } as const;
			return [textOnce(path), mode === '-' ? link : { ...link, directoryMode: Number.parseInt(mode, 8) }];
		}
		default:
			return [textOnce(path), there];
	}
}

/** Before and behind the first bar, or whatever it is. */
function cut(line: string, bar = '|'): [string, string] {
	const at = line.indexOf(bar);
	return [line.slice(0, at), line.slice(at + 1)];
}
