import { EucaError } from '../../common/errors.ts';
import { applyGate, type Change } from '../gate/gate.ts';
import { openRuns } from '../gate/runs.ts';
import { message } from '../messages.ts';
import { APPLY } from '../phases/index.ts';
import { remindFrontEnd } from '../phases/onlookers.ts';
import type { Installation, Phase, PhaseTools } from '../phases/phase.ts';
import { noteFailure, runPhases } from '../phases/run-phases.ts';
import { tellIfStale, withPhaseTools } from './phase-tools.ts';
import type { ActionOptions } from './run-options.ts';

/** Makes the hosts what the site says. May be killed at any moment and run again: it goes on where it stopped. */
export async function apply(
	installation: Installation,
	options: ActionOptions,
	phases: readonly Phase[] = APPLY,
): Promise<readonly Change[]> {
	const { reporter, clock, signal } = options;
	const begin = clock.now();
	await tellIfStale(options);
	const runs = openRuns({ eucalyptus: installation.site.eucalyptus, clock });
	const gate = applyGate({ reporter, clock, signal, runs });
	const beforeUnlock = async (tools: PhaseTools) => {
		const open = unfinished(installation);
		await remindFrontEnd(installation, open, tools);
		for (const [lost, error] of await runs.end(open)) {
			if (installation.hosts.some(({ name }) => name === lost)) {
				noteFailure(installation, lost, error, reporter);
			} else {
				reporter.notify(message('NOT_TOLD', {}, lost));
			}
		}
	};
	try {
		await withPhaseTools(installation, options, { gate, runs }, (tools) =>
			runPhases(phases, installation, { ...tools, beforeUnlock }),
		);
	} finally {
		const hosts = new Set(gate.changes.map(({ host }) => host)).size;
		const seconds = ((clock.now() - begin) / 1000).toFixed(1);
		reporter.notify(message('APPLY_RESULT', { changes: gate.changes.length, hosts, seconds }));
	}

	return gate.changes;
}

/** A host that got everything and is not well all the same: on that one the run is over. */
function unfinished({ failed }: Installation): ReadonlyMap<string, unknown> {
	return new Map([...failed].filter(([, error]) => !(error instanceof EucaError && error.code === 'NOT_HEALTHY')));
}
