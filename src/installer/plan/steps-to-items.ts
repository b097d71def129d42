import { join } from 'node:path';
import { isPackagedConf, packagedConf } from '../../conf/packaged.ts';
import type { Announced, Difference, ShownInFull } from '../gate/gate.ts';
import { statePaths } from '../gate/state-directory.ts';
import type { Host } from '../transport/host.ts';
import type { Act, BatchItem } from './batch.ts';
import type { ByPath } from './by-path.ts';
import type { Step } from './compare.ts';
import type { DesiredEntry, DesiredFile } from './desired.ts';
import { unifiedDiff } from './diff.ts';
import type { Manifest } from './manifest.ts';
import { mergeConf } from './merge-conf.ts';
import { newFile } from './new-files.ts';
import type { Present } from './present.ts';

/** One change as a person sees it: what is done, the difference that it makes, a hand edit that stays. */
export interface PlannedItem extends BatchItem {
	/** Asked only where somebody looks: the host's file has to be read for it. */
	readonly diff?: NonNullable<Announced['diff']>;
}

/** A hand edit that is kept, with what the site would have instead. */
export interface KeptEdit {
	readonly path: string;
	readonly diff: string;
}

export interface PlannedItems {
	readonly items: readonly PlannedItem[];
	readonly kept: readonly KeptEdit[];
}

export interface StepContext {
	readonly host: Host;
	readonly eucalyptus: string;
	readonly manifest: Manifest;
	readonly present: Pick<ByPath<Present>, 'get'>;
}

/** More programs than this are told in one sentence. */
const FEW = 5;

export async function itemsOf(steps: readonly Step[], context: StepContext): Promise<PlannedItems> {
	const many = steps.filter(isProgram);
	const apart = many.length > FEW ? steps.filter((step) => !isProgram(step)) : steps;
	const items: PlannedItem[] = many.length > FEW ? [programs(many, context)] : [];
	const kept: KeptEdit[] = [];
	for (const step of apart) {
		if (step.kind === 'edited') {
			const outcome = await aroundHandEdit(step.entry, context);
			items.push(...outcome.items);
			kept.push(...outcome.kept);
		} else {
			items.push(itemOf(step, context));
		}
	}

	return { items, kept };
}

type Arrival = Extract<Step, { kind: 'create' | 'update' }>;

function isProgram(step: Step): step is Arrival {
	return (step.kind === 'create' || step.kind === 'update') && step.entry.part === 'runtime';
}

function programs(steps: readonly Arrival[], context: StepContext): PlannedItem {
	const files = steps.flatMap(({ entry }) => (entry.kind === 'file' ? [entry] : []));
	const bytes = files.reduce((sum, { size = 0 }) => sum + size, 0);
	const sentence = `bring the programs and their Node (${files.length} files, ${Math.ceil(bytes / 1e6)} MB)`;
	const was = ({ kind, entry }: Arrival) => (kind === 'create' ? 'missing' : checksumAt(context, entry.path));
	return { sentence, acts: steps.map((step) => put(step.entry, was(step))) };
}

function itemOf(step: Exclude<Step, { kind: 'edited' }>, context: StepContext): PlannedItem {
	switch (step.kind) {
		case 'create':
			return {
				sentence: `create ${described(step.entry)}`,
				acts: [put(step.entry, 'missing')],
				diff: async (shown) => creation(step.entry, context, shown),
			};
		case 'update':
		case 'repair':
			return {
				sentence: sentenceOf(step, context),
				acts: [put(step.entry, checksumAt(context, step.entry.path))],
				diff: () => difference(step.entry, context),
			};
		case 'chmod': {
			const { path, mode } = step.entry;
			return { sentence: `set the mode of ${path} to ${mode.toString(8)}`, acts: [{ act: 'mode', path, mode }] };
		}
		case 'remove':
			return {
				sentence: `remove ${step.path}, which is no longer needed`,
				acts: [{ act: 'remove', path: step.path, isDirectory: step.was.kind === 'directory' }],
			};
	}
}

function sentenceOf({ kind, entry }: Extract<Step, { kind: 'update' | 'repair' }>, { manifest }: StepContext): string {
	if (kind === 'update') {
		return `update ${described(entry)}`;
	}

	return manifest.entries.get(entry.path) !== undefined
		? `repair ${described(entry)}, which was changed behind our back`
		: `replace ${described(entry)}, which was there before, from a package or by hand`;
}

function put(entry: DesiredEntry, was: string): Act {
	switch (entry.kind) {
		case 'directory':
			return { act: 'directory', path: entry.path, mode: entry.mode };
		case 'link':
			return { act: 'link', path: entry.path, target: entry.target };
		case 'file':
			return { act: 'put', file: entry, was };
	}
}

function checksumAt({ present }: StepContext, path: string): string {
	const there = present.get(path);
	return there?.kind === 'file' ? there.sha256 : 'any';
}

function described(entry: DesiredEntry): string {
	switch (entry.kind) {
		case 'directory':
			return `directory ${entry.path}`;
		case 'link':
			return `link ${entry.path} to ${entry.target}`;
		case 'file':
			return `file ${entry.path} (mode ${entry.mode.toString(8)})`;
	}
}

/** Undefined: it has no text, or one that is nobody's business. */
function textOf(entry: DesiredEntry): string | undefined {
	return entry.kind === 'file' && !entry.secret && entry.source.kind === 'text' ? entry.source.content : undefined;
}

function creation(entry: DesiredEntry, { host }: StepContext, shown: ShownInFull): Difference | undefined {
	const text = textOf(entry);
	return text === undefined ? undefined : newFile(entry.path, text, host.name, shown);
}

async function difference(entry: DesiredEntry, { host }: StepContext): Promise<Difference | undefined> {
	const after = textOf(entry);
	if (after === undefined) {
		return undefined;
	}

	const { path } = entry;
	const before = (await host.read(path))?.toString('utf8') ?? '';
	const text = unifiedDiff(before, after, { before: `${path} on ${host.name}`, after: path });
	return { path, text, kind: 'changed' };
}

/** Never overwrites what a person wrote. What the site changed elsewhere in the file is merged in, key by key. */
async function aroundHandEdit(entry: DesiredFile, context: StepContext): Promise<PlannedItems> {
	const { host, eucalyptus, manifest } = context;
	const { path, source } = entry;
	if (source.kind !== 'text') {
		// An earlier generation is brought back around it: its own content is not at hand, and the edit stays.
		return { items: [], kept: [{ path, diff: '' }] };
	}

	const next = source.content;
	const byHand = (await host.read(path))?.toString('utf8') ?? '';
	const known = manifest.entries.get(path);
	// `previous` is only there while a run that was to bring the new content has not come to its end.
	const stored = known?.kind !== 'file' ? undefined : known.sha256 === entry.sha256 ? known.previous : known.sha256;
	const base =
		stored === undefined
			? firstBase(byHand)
			: (await host.read(join(statePaths(eucalyptus).store, stored)))?.toString('utf8');
	const merged = base === undefined ? undefined : mergeConf(base, byHand, next);
	const kept = merged?.text ?? byHand;
	const labels = { before: `${path} on ${host.name}`, after: path };
	return {
		items:
			merged === undefined || merged.text === byHand
				? []
				: [
						{
							sentence: `bring ${path} up to date${around(merged.keptKeys)}`,
							acts: [{ act: 'merge', file: entry, content: merged.text, was: checksumAt(context, path) }],
							diff: async () => ({ path, text: unifiedDiff(byHand, merged.text, labels), kind: 'changed' }),
						},
					],
		kept:
			kept === next || saysNothing(next)
				? []
				: [{ path, diff: unifiedDiff(kept, next, { ...labels, after: `${path} from the site` }) }],
	};
}

/** Only comments: the site wants nothing that a hand edit could be against. */
function saysNothing(text: string): boolean {
	return !/^(?!#)./m.test(text);
}

function around(keys: readonly string[]): string {
	return keys.length === 0 ? '' : ` around what was set by hand (${keys.join(', ')})`;
}

/** A file that we have never written: what a package brought is as good as ours, anything else is a person's. */
function firstBase(found: string): string | undefined {
	return isPackagedConf(found) ? packagedConf() : undefined;
}
