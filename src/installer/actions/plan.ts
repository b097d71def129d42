import { type Change, planGate } from '../gate/gate.ts';
import { openRuns } from '../gate/runs.ts';
import { message } from '../messages.ts';
import { PLAN } from '../phases/index.ts';
import type { Installation, Phase } from '../phases/phase.ts';
import { onlySomeFailed, runPhases } from '../phases/run-phases.ts';
import { tellIfStale, withPhaseTools } from './phase-tools.ts';
import type { ActionOptions } from './run-options.ts';

/**
 * What apply would change, host by host; nothing is touched. As there, a host that fails stops no other: it is said, and in
 * `installation.failed`. Throws when none is left.
 */
export async function plan(
	installation: Installation,
	options: ActionOptions,
	phases: readonly Phase[] = PLAN,
): Promise<readonly Change[]> {
	const { reporter, clock } = options;
	await tellIfStale(options);
	const gate = planGate(reporter);
	const runs = openRuns({ eucalyptus: installation.site.eucalyptus, clock });
	await withPhaseTools(installation, options, { gate, runs }, (tools) => runPhases(phases, installation, tools)).catch(
		(error: unknown) => {
			if (!onlySomeFailed(error, installation)) {
				throw error;
			}
		},
	);
	const hosts = new Set(gate.changes.map(({ host }) => host)).size;
	reporter.notify(message('PLAN_RESULT', { changes: gate.changes.length, hosts }));
	return gate.changes;
}
