import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { GeneratedFile } from '../../../generators/file.ts';
import { memory } from './once.ts';

/** Which part of the installation something belongs to; the phase of that name brings it. */
export type Part = 'runtime' | 'files' | 'keys';

/** One path that a host must have, and how it must be. */
export type DesiredEntry = DesiredFile | DesiredDirectory | DesiredLink;

export interface DesiredFile {
	readonly kind: 'file';
	readonly path: string;
	readonly mode: number;
	readonly part: Part;
	readonly sha256: string;
	/** Text that we hold, a file of this machine (programs), or what the host itself keeps of an earlier generation. */
	readonly source:
		| { readonly kind: 'text'; readonly content: string }
		| { readonly kind: 'bytes'; readonly content: Uint8Array }
		| { readonly kind: 'local'; readonly path: string }
		| { readonly kind: 'store' };
	/** Bytes; of a file of this machine. */
	readonly size?: number;
	/** A person may edit it: such edits are kept. */
	readonly editable: boolean;
	/** Its content must appear in no plan and no log. */
	readonly secret: boolean;
}

interface DesiredDirectory {
	readonly kind: 'directory';
	readonly path: string;
	/** Undefined: only needed on the way to something; an existing one stays as it is. */
	readonly mode: number | undefined;
	readonly part: Part;
}

interface DesiredLink {
	readonly kind: 'link';
	readonly path: string;
	readonly target: string;
	readonly part: Part;
}

const entryOnce = memory<DesiredEntry>();

/** What the generators made, as something to compare hosts with. */
export function desiredFrom(files: readonly GeneratedFile[], part: Part, secret = false): DesiredEntry[] {
	return files.map((file) => {
		if (file.kind !== 'file') {
			const key = `${file.kind} ${part} ${file.path} ${file.kind === 'link' ? file.target : file.mode}`;
			return entryOnce(key, () => ({ ...file, part }));
		}

		const { path, mode, content, editable = false } = file;
		const sha256 = sumOf(content);
		return entryOnce(`file ${part} ${path} ${mode} ${sha256} ${editable} ${secret}`, () => {
			const source = { kind: 'text' as const, content };
			return { kind: 'file', path, mode, part, sha256, source, editable, secret };
		});
	});
}

/** Adds every directory on the way to an entry that nobody asked for by name; parents come before children. */
export function withParents(entries: readonly DesiredEntry[]): readonly DesiredEntry[] {
	const key = entries.map(({ path, part }) => `${part} ${path}`).join('\0');
	const order = orderOnce(key, () => parentsFirst(entries));
	return order.flatMap((each) => (typeof each === 'number' ? (entries[each] ?? []) : each));
}

/** Hosts with the same paths have them in the same order: numbers stand for what may differ from host to host. */
const orderOnce = memory<readonly (DesiredDirectory | number)[]>();

function parentsFirst(entries: readonly DesiredEntry[]): readonly (DesiredDirectory | number)[] {
	const byPath = new Map<string, DesiredDirectory | number>();
	for (const [index, entry] of entries.entries()) {
		for (const parent of parentsOf(entry)) {
			byPath.set(parent.path, byPath.get(parent.path) ?? parent);
		}

		byPath.set(entry.path, index);
	}

	return [...byPath]
		.map(([path, each]) => ({ path, each, depth: path.split('/').length }))
		.sort((a, b) => a.depth - b.depth || compareText(a.path, b.path))
		.map(({ each }) => each);
}

/** The same few texts are on every host. */
const ENOUGH = 1000;
const sums = new Map<string, string>();

function sumOf(content: string): string {
	const sum = sums.get(content) ?? sha256(content);
	if (sums.size >= ENOUGH) {
		sums.clear();
	}

	sums.set(content, sum);
	return sum;
}

export function sha256(data: string | Uint8Array): string {
	return createHash('sha256').update(data).digest('hex');
}

function parentsOf({ path, part }: DesiredEntry): readonly DesiredDirectory[] {
	const parents: DesiredDirectory[] = [];
	for (let parent = dirname(path); parent !== '/'; parent = dirname(parent)) {
		parents.push({ kind: 'directory', path: parent, mode: undefined, part });
	}

	return parents;
}

const compareText = (a: string, b: string) => (a < b ? -1 : Number(a > b));
