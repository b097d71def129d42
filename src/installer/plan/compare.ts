import { installerErrors } from '../errors.ts';
import { type ByPath, pairsOf } from './by-path.ts';
import type { DesiredEntry, DesiredFile } from './desired.ts';
import type { Manifest, ManifestEntry } from './manifest.ts';
import type { Present } from './present.ts';

/** What has to happen at one path. Steps for nothing are not made. */
export type Step =
	| { readonly kind: 'create'; readonly entry: DesiredEntry }
	/** Ours and unchanged since we wrote it, but the site wants something else now. */
	| { readonly kind: 'update'; readonly entry: DesiredFile }
	/** Changed behind our back, and not made to be edited: put back, after having been shown. */
	| { readonly kind: 'repair'; readonly entry: DesiredEntry }
	| { readonly kind: 'chmod'; readonly entry: DesiredEntry & { readonly mode: number } }
	/** Edited by hand, as it may be: shown, kept, perhaps merged. */
	| { readonly kind: 'edited'; readonly entry: DesiredFile }
	/** Made by us once and wanted no longer. */
	| { readonly kind: 'remove'; readonly path: string; readonly was: ManifestEntry };

export interface Comparison {
	readonly steps: readonly Step[];
	/** The manifest that must be on the host before the first step is done, so that a killed run forgets nothing. */
	readonly manifest: Manifest;
	/** It is another than before. */
	readonly isChanged: boolean;
}

const MISSING: Present = { kind: 'missing' };

/**
 * Desired against present. `manifest` tells what of the present is ours; `parts` are the parts that `desired` is complete
 * for: what the manifest has of them beyond it is removed.
 */
export function compare(
	host: string,
	desired: readonly DesiredEntry[],
	present: Pick<ByPath<Present>, 'get'>,
	manifest: Manifest,
	parts: readonly string[],
): Comparison {
	const steps: Step[] = [];
	const changed: [string, ManifestEntry][] = [];
	const isMadeByUs = (entry: ManifestEntry) => entry.kind !== 'directory' && parts.includes(entry.part);
	let wantedOfOurs = 0;
	for (const entry of desired) {
		const there = present.get(entry.path) ?? MISSING;
		const known = manifest.entries.get(entry.path);
		const step = stepFor(host, entry, there, known);
		if (step !== undefined) {
			steps.push(step);
		}

		if (known !== undefined && isMadeByUs(known)) {
			wantedOfOurs += 1;
		}

		const next = isRecorded(entry, known) ? undefined : manifestEntry(entry, there, known);
		if (next !== undefined) {
			changed.push([entry.path, next]);
		}
	}

	let ours = 0;
	manifest.entries.forEach((entry) => {
		ours += Number(isMadeByUs(entry));
	});
	if (ours > wantedOfOurs) {
		const wanted = new Set(desired.map(({ path }) => path));
		const unwanted = pairsOf(manifest.entries).filter(([path, was]) => isMadeByUs(was) && !wanted.has(path));
		steps.push(...unwanted.reverse().map(([path, was]): Step => ({ kind: 'remove', path, was })));
	}

	const isChanged = changed.length > 0;
	const entries = isChanged ? new Map([...pairsOf(manifest.entries), ...changed]) : manifest.entries;
	return { steps, manifest: { ...manifest, entries }, isChanged };
}

/** What the manifest says of the entry stays as it is. */
function isRecorded(entry: DesiredEntry, known: ManifestEntry | undefined): boolean {
	switch (entry.kind) {
		case 'directory':
			return known !== undefined;
		case 'link':
			return known?.kind === 'link' && known.part === entry.part && known.target === entry.target;
		case 'file':
			return (
				known?.kind === 'file' &&
				known.part === entry.part &&
				known.sha256 === entry.sha256 &&
				known.mode === entry.mode &&
				(known.editable ?? false) === entry.editable
			);
	}
}

function stepFor(
	host: string,
	entry: DesiredEntry,
	there: Present,
	known: ManifestEntry | undefined,
): Step | undefined {
	if (there.kind === 'missing') {
		return { kind: 'create', entry };
	}

	// A directory serves as well that is reached through a link of the system (/var/run), or of a person with another disk.
	if (entry.kind === 'directory' && there.kind === 'link' && there.directoryMode !== undefined) {
		return withMode(entry, there.directoryMode);
	}

	if (there.kind !== entry.kind) {
		if (known?.kind === entry.kind && entry.kind !== 'directory' && there.kind !== 'directory') {
			return { kind: 'repair', entry };
		}

		throw installerErrors('PATH_IN_THE_WAY', { host, path: entry.path, wanted: entry.kind, found: there.kind });
	}

	if (entry.kind === 'link') {
		return there.kind === 'link' && there.target !== entry.target ? { kind: 'repair', entry } : undefined;
	}

	if (entry.kind === 'file' && there.kind === 'file' && there.sha256 !== entry.sha256) {
		const ours = known?.kind === 'file' && [known.sha256, known.previous].includes(there.sha256);
		return { kind: ours ? 'update' : entry.editable ? 'edited' : 'repair', entry };
	}

	return 'mode' in there ? withMode(entry, there.mode) : undefined;
}

function withMode(entry: Exclude<DesiredEntry, { kind: 'link' }>, present: number): Step | undefined {
	const { mode } = entry;
	return mode === undefined || mode === present ? undefined : { kind: 'chmod', entry: { ...entry, mode } };
}

/** What the manifest says of the entry from now on; undefined for what was there before us. */
function manifestEntry(
	entry: DesiredEntry,
	there: Present,
	known: ManifestEntry | undefined,
): ManifestEntry | undefined {
	const { part } = entry;
	if (entry.kind === 'directory') {
		return there.kind === 'missing' ? { kind: 'directory', part } : undefined;
	}

	if (entry.kind === 'link') {
		return { kind: 'link', target: entry.target, part };
	}

	const before = known?.kind === 'file' && known.sha256 !== entry.sha256 ? known.sha256 : undefined;
	const previous = before ?? (known?.kind === 'file' ? known.previous : undefined);
	return {
		kind: 'file',
		mode: entry.mode,
		sha256: entry.sha256,
		...(previous === undefined ? {} : { previous }),
		part,
		...(entry.editable ? { editable: true } : {}),
	};
}
