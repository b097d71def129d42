import { awaitCheck, checksOf, zoneIsUp } from './checks.ts';
import type { Phase } from './phase.ts';

/**
 * Of what this run changed, or one before it that did not come to its end: the services answer, and the zones are up.
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
			const all = host.name === site.cloud.host && changed.size > 0 ? site.clusters : [];
			for (const cluster of all.filter(({ nodes }) => nodes.length > 0)) {
				await awaitCheck(host, zoneIsUp(site, host, cluster), site.eucalyptus, tools);
			}
		});
	},
};
