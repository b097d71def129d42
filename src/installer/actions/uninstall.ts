import { applyGate, type Change, type Gate, planGate } from '../gate/gate.ts';
import type { Journal } from '../gate/journal.ts';
import { message } from '../messages.ts';
import { connect } from '../phases/connect.ts';
import type { Installation } from '../phases/phase.ts';
import { remains } from '../phases/remains.ts';
import { removal } from '../phases/removal.ts';
import { runPhases } from '../phases/run-phases.ts';
import { services } from '../phases/services.ts';
import { EMPTY_MANIFEST, readManifest } from '../plan/manifest.ts';
import type { ActionOptions } from './run-options.ts';

export interface UninstallOptions extends ActionOptions {
	/** Leave keys, data base, images, instances and logs. */
	readonly keepState: boolean;
	readonly mode: 'plan' | 'apply';
}

/** The manifest says what is left to do, so a killed removal needs no journal to go on. */
const NO_JOURNAL: Journal = { note: async () => {} };

/** Takes everything away that the manifest names, stops what runs, and looks whether anything is left. */
export async function uninstall(installation: Installation, options: UninstallOptions): Promise<readonly Change[]> {
	const { reporter, clock, mode } = options;
	const begin = clock.now();
	const gate: Gate =
		mode === 'plan' ? planGate(reporter) : applyGate({ ...options, journalOf: async () => NO_JOURNAL });
	const installed = await withSomethingInstalled(installation);
	for (const { name } of installation.hosts.filter((host) => !installed.includes(host))) {
		reporter.notify(message('NOTE', { text: 'nothing is installed here' }, name));
	}

	const phases = [connect, { ...services, run: services.undo ?? services.run, title: 'Stop the services' }];
	const rest = [remains, removal(options.keepState)];
	const common = { breakLock: false, bundle: '', ...options, gate };
	await runPhases([...phases, ...rest], { ...installation, hosts: installed }, common);
	const hosts = new Set(gate.changes.map(({ host }) => host)).size;
	const seconds = ((clock.now() - begin) / 1000).toFixed(1);
	const code = mode === 'plan' ? 'PLAN_RESULT' : 'APPLY_RESULT';
	reporter.notify(message(code, { changes: gate.changes.length, hosts, seconds }));
	return gate.changes;
}

async function withSomethingInstalled({ site, hosts }: Installation) {
	const manifests = await Promise.all(
		hosts.map(async (host) => ({ host, manifest: await readManifest(host, site.eucalyptus) })),
	);
	return manifests.filter(({ manifest }) => manifest !== EMPTY_MANIFEST).map(({ host }) => host);
}
