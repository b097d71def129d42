import { type Change, planGate } from '../gate/gate.ts';
import { message } from '../messages.ts';
import { PLAN } from '../phases/index.ts';
import type { Installation } from '../phases/phase.ts';
import { runPhases } from '../phases/run-phases.ts';
import { bundleRoot } from '../plan/bundle.ts';
import type { ActionOptions } from './run-options.ts';

/** What apply would change, host by host; nothing is touched. */
export async function plan(installation: Installation, options: ActionOptions): Promise<readonly Change[]> {
	const { reporter } = options;
	const gate = planGate(reporter);
	await runPhases(PLAN, installation, { breakLock: false, bundle: bundleRoot(), ...options, gate });
	const hosts = new Set(gate.changes.map(({ host }) => host)).size;
	reporter.notify(message('PLAN_RESULT', { changes: gate.changes.length, hosts }));
	return gate.changes;
}
