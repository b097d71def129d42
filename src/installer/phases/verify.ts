import { describeError, messageOf } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import type { SiteCluster } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import type { Host } from '../transport/host.ts';
import { type Check, checksOf, isRegistered, register, zoneIsUp } from './checks.ts';
import type { Installation, Phase, PhaseTools } from './phase.ts';

/** Controllers that have just been started need a moment, nodes are polled every few seconds. */
const PATIENCE_MS = 60_000;

/** The services answer, every cluster is known to the cloud controller, and its zone is up. */
export const verify: Phase = {
	id: 'verify',
	title: 'Does it work?',
	async run(installation, tools) {
		const { site } = installation;
		await tools.eachHost(async (host) => {
			for (const check of checksOf(installation, host)) {
				await passes(host, check, site.eucalyptus, tools);
			}
		});
		await tools.eachHost(async (host) => {
			for (const cluster of host.name === site.cloud.host ? site.clusters : []) {
				await joinCluster(installation, host, cluster, tools);
			}
		});
	},
};

async function joinCluster(
	{ site }: Installation,
	cloud: Host,
	cluster: SiteCluster,
	tools: PhaseTools,
): Promise<void> {
	if (!(await isRegistered(site, cloud, cluster))) {
		await tools.gate.change(cloud, `add the cluster ${cluster.name} to the cloud controller`, () =>
			register(site, cloud, cluster),
		);
	}

	if (cluster.nodes.length > 0) {
		await passes(cloud, zoneIsUp(site, cloud, cluster), site.eucalyptus, tools);
	}
}

/** Repeats a check until it passes or time is up. */
async function passes(host: Host, { what, run }: Check, eucalyptus: string, tools: PhaseTools): Promise<void> {
	const { clock, reporter, signal } = tools;
	const deadline = clock.now() + PATIENCE_MS;
	for (;;) {
		try {
			await run();
			reporter.notify(message('CHECK_PASSED', { what }, host.name));
			return;
		} catch (error) {
			signal.throwIfAborted();
			if (clock.now() > deadline) {
				reporter.notify(message('CHECK_FAILED', { what, problem: describeError(error) }, host.name));
				const values = { host: host.name, what, problem: messageOf(error), log: layout(eucalyptus).log };
				throw installerErrors('NOT_HEALTHY', values, { cause: error });
			}
		}

		reporter.notify(message('WAITING', { what }, host.name));
		await clock.sleep(500, signal);
	}
}
