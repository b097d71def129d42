import { applyGate, type Change, planGate } from '../gate/gate.ts';
import { lockHost } from '../gate/lock.ts';
import { UNRECORDED } from '../gate/runs.ts';
import { message } from '../messages.ts';
import { glance } from '../phases/connect.ts';
import type { Installation, Phase } from '../phases/phase.ts';
import { remains } from '../phases/remains.ts';
import { removal } from '../phases/removal.ts';
import { runPhases } from '../phases/run-phases.ts';
import { services } from '../phases/services.ts';
import { shared } from '../phases/shared.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import { EMPTY_MANIFEST } from '../plan/manifest.ts';
import { withPhaseTools } from './phase-tools.ts';
import type { ActionOptions } from './run-options.ts';

export interface UninstallOptions extends ActionOptions {
	/** Leave keys, data base, images, instances and logs. */
	readonly keepState: boolean;
	readonly mode: 'plan' | 'apply';
}

/**
 * Takes everything away that the manifest names, stops what runs, and looks whether anything is left. The manifest says
 * what is left to do, so a killed removal needs no journal to go on.
 */
export async function uninstall(installation: Installation, options: UninstallOptions): Promise<readonly Change[]> {
	const { reporter, clock, mode, keepState } = options;
	const begin = clock.now();
	const gate = mode === 'plan' ? planGate(reporter) : applyGate({ ...options, runs: UNRECORDED });
	const { surveys, failed } = installation;
	try {
		await withPhaseTools(installation, options, { gate, runs: UNRECORDED }, async (tools) => {
			await runPhases([glance], installation, tools).catch((error: unknown) => {
				if (failed.size === 0) {
					throw error;
				}
			});
			const isInstalled = (name: string) => surveys.get(name)?.manifest !== EMPTY_MANIFEST;
			for (const { name } of installation.hosts.filter((host) => !isInstalled(host.name))) {
				reporter.notify(message('NOTE', { text: 'nothing is installed here' }, name));
			}

			const stop = { ...services, run: services.undo ?? services.run, title: 'Stop the services' };
			const unmount = { ...shared, run: shared.undo ?? shared.run };
			const hosts = installation.hosts.filter(({ name }) => isInstalled(name));
			await runPhases([lock, stop, remains, unmount, removal(keepState)], { ...installation, hosts }, tools);
		});
	} finally {
		const hosts = new Set(gate.changes.map(({ host }) => host)).size;
		const seconds = ((clock.now() - begin) / 1000).toFixed(1);
		const code = mode === 'plan' ? 'PLAN_RESULT' : 'APPLY_RESULT';
		reporter.notify(message(code, { changes: gate.changes.length, hosts, seconds }));
	}

	return gate.changes;
}

const lock: Phase = {
	id: 'claim',
	title: 'Lock the hosts',
	async run({ site, hosts: among }, { eachHost, gate, clock, atEnd, breakLock }) {
		await eachHost(async (host) => {
			if (gate.mode === 'apply') {
				await claimDirectories(host, site.eucalyptus);
				atEnd(await lockHost(host, { ...site, clock, breakLock, among }));
			}
		});
	},
};
