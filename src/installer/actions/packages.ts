import { applyGate } from '../gate/gate.ts';
import { UNRECORDED } from '../gate/runs.ts';
import { bringPackages } from '../phases/packages.ts';
import { gatherOnly } from '../probe/gather.ts';
import type { Host } from '../transport/host.ts';
import type { ActionOptions } from './run-options.ts';

/** Only the packages, on one host without a site. There is no journal yet, and apt-get keeps its own. */
export async function installPackages(host: Host, options: ActionOptions): Promise<void> {
	const system = await gatherOnly(host, 'system');
	const gate = applyGate({ ...options, runs: UNRECORDED });
	await bringPackages(host, system, { ...options, gate });
}
