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
		await tools.gate.change(cloud, `add the cluster ${cluster.name} to the cloud controller`, () =>
			register(site, cloud, cluster),
		);
	}
}
