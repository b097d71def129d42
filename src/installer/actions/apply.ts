import { randomBytes } from 'node:crypto';
import { applyGate, type Change } from '../gate/gate.ts';
import { openJournals } from '../gate/journals.ts';
import { message } from '../messages.ts';
import { APPLY } from '../phases/index.ts';
import type { Installation, Phase } from '../phases/phase.ts';
import { runPhases } from '../phases/run-phases.ts';
import { bundleRoot } from '../plan/bundle.ts';
import type { ActionOptions } from './run-options.ts';

/** Makes the hosts what the site says. May be killed at any moment and run again: it goes on where it stopped. */
export async function apply(
	installation: Installation,
	options: ActionOptions,
	phases: readonly Phase[] = APPLY,
): Promise<readonly Change[]> {
	const { reporter, clock, signal } = options;
	const { eucalyptus } = installation.site;
	const begin = clock.now();
	const journals = openJournals({ eucalyptus, clock, run: randomBytes(4).toString('hex') });
	const gate = applyGate({ reporter, clock, signal, journalOf: journals.of });
	await runPhases(phases, installation, {
		breakLock: false,
		bundle: bundleRoot(),
		...options,
		gate,
		beforeUnlock: () => journals.end(installation.failed),
	});
	const hosts = new Set(gate.changes.map(({ host }) => host)).size;
	const seconds = ((clock.now() - begin) / 1000).toFixed(1);
	reporter.notify(message('APPLY_RESULT', { changes: gate.changes.length, hosts, seconds }));
	return gate.changes;
}
