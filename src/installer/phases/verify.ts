import { nodesInUse } from '../../site/hosts.ts';
import type { SiteCluster } from '../../site/schema.ts';
import { awaitCheck, checksOf, parseClusters, zoneIsUp, zoneProblem } from './checks.ts';
import type { Installation, Phase } from './phase.ts';

/**
 * Of what this run changed, or one before it that did not come to its end: the services answer, and the zones are up. Where
 * nothing was changed, what the cloud controller said of its zones when it was looked at is enough, unless one is not well.
 * `euca-setup verify` asks everything, any day.
 */
export const verify: Phase = {
	id: 'verify',
	title: 'Does it work?',
	async run(installation, tools) {
		const { site, surveys } = installation;
		const unfinished = [...surveys].flatMap(([host, { interrupted }]) => (interrupted === undefined ? [] : [host]));
		const changed = new Set([...tools.gate.changes.map(({ host }) => host), ...unfinished]);
		await tools.eachHost(async (host) => {
			for (const check of changed.has(host.name) ? checksOf(installation, host) : []) {
				await awaitCheck(host, check, site.eucalyptus, tools);
			}
		});
		await tools.eachHost(async (host) => {
			const all = host.name === site.cloud.host ? site.clusters.filter((each) => canBeUp(each, installation)) : [];
			const known = parseClusters(surveys.get(host.name)?.clusters ?? '');
			for (const cluster of all.filter((each) => changed.size > 0 || zoneProblem(known, each) !== undefined)) {
				await awaitCheck(host, zoneIsUp(site, host, cluster), site.eucalyptus, tools);
			}
		});
	},
};

/** Where the head has failed, or all nodes that are in use, that was said of them: nobody waits for the zone as well. */
function canBeUp(cluster: SiteCluster, { site, failed }: Installation): boolean {
	return !failed.has(cluster.host) && nodesInUse(site, cluster).some((node) => !failed.has(node));
}
