import type { Gate } from '../gate/gate.ts';
import type { Runs } from '../gate/runs.ts';
import { keyHome } from '../phases/keys.ts';
import type { Installation } from '../phases/phase.ts';
import type { RunOptions } from '../phases/run-phases.ts';
import { openPacks } from '../plan/batch.ts';
import { openBlueprint } from '../plan/blueprint.ts';
import { bundleRoot } from '../plan/bundle.ts';
import type { ActionOptions } from './run-options.ts';

/** Gives the phases what they work with; what was packed on the way is removed afterwards. */
export async function withPhaseTools<T>(
	{ site }: Installation,
	options: ActionOptions,
	own: { readonly gate: Gate; readonly runs: Runs },
	work: (tools: RunOptions) => Promise<T>,
): Promise<T> {
	const packs = openPacks();
	const { bundle = bundleRoot() } = options;
	const blueprint = openBlueprint(site, { bundle, keyHome: keyHome(site) });
	try {
		return await work({ breakLock: false, ...options, ...own, blueprint, packs });
	} finally {
		await packs.close();
	}
}
