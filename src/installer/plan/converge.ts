import type { Gate } from '../gate/gate.ts';
import type { Reporter } from '../messages.ts';
import type { Host } from '../transport/host.ts';
import { applyStep } from './apply-step.ts';
import { compare } from './compare.ts';
import { type DesiredEntry, type Part, withParents } from './desired.ts';
import { inspect } from './inspect.ts';
import { readManifest, writeManifest } from './manifest.ts';

export interface ConvergeOptions {
	readonly gate: Gate;
	readonly reporter: Reporter;
	readonly eucalyptus: string;
	/** The part that `desired` is complete for. */
	readonly part: Part;
}

/**
 * Brings one part of a host to what is desired, changing only what differs. Everything that will be made is in the
 * manifest before it is made: whatever a killed run leaves behind, the next one and uninstall know it.
 */
export async function converge(host: Host, desired: readonly DesiredEntry[], options: ConvergeOptions): Promise<void> {
	const { gate, eucalyptus, part } = options;
	const entries = withParents(desired);
	const [manifest, present] = await Promise.all([
		readManifest(host, eucalyptus),
		inspect(
			host,
			entries.map(({ path }) => path),
		),
	]);
	const comparison = compare(host.name, entries, present, manifest, [part]);
	if (comparison.manifestChanged) {
		const count = Object.keys(comparison.manifest.entries).length;
		await gate.change(host, `note ${count} paths in the list of what is ours`, () =>
			writeManifest(host, eucalyptus, comparison.manifest),
		);
	}

	for (const step of comparison.steps) {
		await applyStep(host, step, options);
	}

	const removed = comparison.steps.flatMap((step) => (step.kind === 'remove' ? [step.path] : []));
	if (removed.length > 0) {
		const kept = Object.entries(comparison.manifest.entries).filter(([path]) => !removed.includes(path));
		await gate.change(host, 'take what was removed off the list of what is ours', () =>
			writeManifest(host, eucalyptus, { ...comparison.manifest, entries: Object.fromEntries(kept) }),
		);
	}
}
