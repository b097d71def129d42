import { addressOf, hostsOf } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { message } from '../messages.ts';
import type { Host } from '../transport/host.ts';
import { surveyOf } from './bring-part.ts';
import { awaitCheck, cloudAnswers, isRegistered, knownClusters, parseClusters, register } from './checks.ts';
import type { Installation, Phase, PhaseTools } from './phase.ts';

/** The cloud controller is told of every cluster of the site. */
export const clusters: Phase = {
	id: 'clusters',
	title: 'Clusters of the cloud',
	async run(installation, tools) {
		const { site } = installation;
		await tools.eachHost(async (host) => {
			if (host.name === site.cloud.host) {
				await tellOfClusters(installation, host, tools);
			}
		});
	},
};

async function tellOfClusters(installation: Installation, cloud: Host, tools: PhaseTools): Promise<void> {
	const { site } = installation;
	const touched = tools.gate.changes.some(({ host }) => host === cloud.name);
	if (tools.gate.mode === 'apply' && touched) {
		await awaitCheck(cloud, cloudAnswers(site, cloud), site.eucalyptus, tools);
	}

	const known =
		tools.gate.mode === 'apply' && touched
			? await knownClusters(site, cloud)
			: parseClusters(surveyOf(installation, cloud).clusters);
	for (const cluster of site.clusters.filter((each) => !isRegistered(site, known, each))) {
		const before = known.find(({ name }) => name === cluster.name)?.host;
		if (before !== undefined && !isOfSite(site, before)) {
			const text = `the head of ${cluster.name} was ${before}, which the site no longer names: the cluster controller there goes on with the same nodes and addresses until it is stopped (/etc/init.d/eucalyptus stop) or uninstalled by a site that names it`;
			tools.reporter.notify(message('WARNING', { text }, cloud.name));
		}

		await tools.gate.change(cloud, `add the cluster ${cluster.name} to the cloud controller`, () =>
			register(site, cloud, cluster),
		);
	}
}

/** As the cloud controller knows it: by name, by address, or as its own machine. */
function isOfSite(site: Site, at: string): boolean {
	return at === '127.0.0.1' || hostsOf(site).some((host) => host === at || addressOf(site, host) === at);
}
