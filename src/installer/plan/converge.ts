import type { Gate } from '../gate/gate.ts';
import { message, type Reporter } from '../messages.ts';
import type { Host } from '../transport/host.ts';
import { type Packs, runBatch } from './batch.ts';
import { pairsOf } from './by-path.ts';
import { compare } from './compare.ts';
import type { DesiredEntry, Part } from './desired.ts';
import type { Manifest, ManifestEntry } from './manifest.ts';
import { itemsOf } from './steps-to-items.ts';
import type { StartedWith, Survey } from './survey.ts';

export interface ConvergeOptions {
	readonly gate: Gate;
	readonly reporter: Reporter | undefined;
	readonly eucalyptus: string;
	/** The parts that `desired` is complete for. */
	readonly parts: readonly Part[];
	readonly packs: Packs;
	/** What services must have been started with from now on; undefined leaves that as it is. */
	readonly services?: StartedWith | undefined;
	/**
	 * Undefined: the run is a generation of its own, and the one before can be returned to. `same`: it belongs to the
	 * present one. Else the one that is being returned to: it is forgotten as one that can be.
	 */
	readonly generation?: 'same' | { readonly name: string; readonly is: Manifest['generation'] };
}

/**
 * Brings some parts of a host to what is desired, changing only what differs: one round trip, or two where files of this
 * machine have to travel. Everything that will be made is in the manifest before it is made: whatever a killed run leaves
 * behind, the next one and uninstall know it.
 */
export async function converge(
	host: Host,
	survey: Survey,
	desired: readonly DesiredEntry[],
	options: ConvergeOptions,
): Promise<void> {
	const { gate, reporter, eucalyptus, parts, packs, services, generation } = options;
	const before = survey.manifest;
	const { steps, manifest, isChanged } = compare(host.name, desired, survey.present, before, parts);
	const context = { host, eucalyptus, manifest: before, present: survey.present };
	const { items, kept } = await itemsOf(steps, context);
	for (const { path, diff } of kept) {
		reporter?.notify(message('HAND_EDIT_KEPT', { path, diff }, host.name));
	}

	const removed = steps.flatMap((step) => (step.kind === 'remove' ? [step.path] : []));
	const next: Manifest = { ...manifest, ...(services === undefined ? {} : { services }) };
	// What services must have been started with comes along with whatever changes it.
	if (items.length === 0 && !isChanged && typeof generation !== 'object') {
		return;
	}

	const note = { sentence: 'bring the list of what is ours up to date', acts: [] };
	const announced = items.length === 0 ? [note] : items;
	await gate.changeAll(host, announced, async (run) => {
		const isNew = generation === undefined && before.generation?.run !== run.id;
		const own = isNew
			? { run: run.id, time: run.time }
			: typeof generation === 'object'
				? generation.is
				: before.generation;
		const batch = {
			eucalyptus,
			items: announced,
			manifest: { ...next, generation: own },
			finalManifest: { ...settled(next, removed), generation: own },
			keepAs: isNew && before.generation !== undefined ? generationName(before) : undefined,
			...(typeof generation === 'object' ? { forget: generation.name } : {}),
			journalLine: run.journalLine,
			packs,
		};
		await runBatch(host, batch);
		survey.manifest = batch.finalManifest;
	});
}

/** Sorts by time, to the millisecond: two applies of one second keep their order. */
function generationName({ generation }: Manifest): string {
	return `${(generation?.time ?? '').replace(/[-:.]/g, '')}-${generation?.run ?? 'unknown'}`;
}

/** Without what was removed, and without what was only remembered in case the run would be killed. */
function settled(manifest: Manifest, removed: readonly string[]): Manifest {
	const entries = pairsOf(manifest.entries)
		.filter(([path]) => !removed.includes(path))
		.map(([path, entry]): readonly [string, ManifestEntry] => {
			if (entry.kind !== 'file' || entry.previous === undefined) {
				return [path, entry];
			}

			const { previous: _, ...rest } = entry;
			return [path, rest];
		});
	return { ...manifest, entries: new Map(entries) };
}
