import { describeError } from '../../common/errors.ts';
import { nodesInUse } from '../../site/hosts.ts';
import type { Change } from '../gate/gate.ts';
import { message } from '../messages.ts';
import { checksOf, zoneIsUp } from '../phases/checks.ts';
import type { Installation } from '../phases/phase.ts';
import { plan } from './plan.ts';
import type { ActionOptions } from './run-options.ts';

export interface Verdict {
	/** What apply would change: drift. */
	readonly drift: readonly Change[];
	/** Checks that did not pass. */
	readonly failed: readonly string[];
}

/** Drift and health, any day, of all hosts that have not failed. Changes nothing, waits for nothing. */
export async function verify(installation: Installation, options: ActionOptions): Promise<Verdict> {
	const drift = await plan(installation, options);
	const failed: string[] = [];
	for (const { host, what, run } of allChecks(installation)) {
		try {
			await run();
			options.reporter.notify(message('CHECK_PASSED', { what }, host));
		} catch (error) {
			failed.push(what);
			options.reporter.notify(message('CHECK_FAILED', { what, problem: describeError(error) }, host));
		}
	}

	return { drift, failed };
}

function allChecks(installation: Installation) {
	const { site, hosts, failed } = installation;
	const reached = hosts.filter(({ name }) => !failed.has(name));
	return reached.flatMap((host) => [
		...checksOf(installation, host).map((check) => ({ ...check, host: host.name })),
		...(host.name === site.cloud.host ? site.clusters : [])
			.filter((cluster) => nodesInUse(site, cluster).length > 0)
			.map((cluster) => ({ ...zoneIsUp(site, host, cluster), host: host.name })),
	]);
}
