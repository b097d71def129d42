import { packageRoot } from '../../common/layout.ts';
import type { Gate } from '../gate/gate.ts';
import type { Runs } from '../gate/runs.ts';
import { message } from '../messages.ts';
import { keyHome } from '../phases/keys.ts';
import type { Installation } from '../phases/phase.ts';
import type { RunOptions } from '../phases/run-phases.ts';
import { openPacks } from '../plan/batch.ts';
import { openBlueprint } from '../plan/blueprint.ts';
import { bundleRoot } from '../plan/bundle.ts';
import { isStale } from '../plan/stale-bundle.ts';
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

/** Says so if what this program would install is older than itself. */
export async function tellIfStale({ bundle, reporter }: ActionOptions): Promise<void> {
	if (bundle === undefined && (await isStale(packageRoot()))) {
		reporter.notify(message('STALE_PROGRAMS', {}));
	}
}
