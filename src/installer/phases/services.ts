import { messageOf } from '../../common/errors.ts';
import { hostEntry, nodesInUse, rolesOf } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { statePaths } from '../gate/state-directory.ts';
import { message } from '../messages.ts';
import type { StartedWith, Survey } from '../plan/survey.ts';
import type { Host } from '../transport/host.ts';
import { disableAtBoot, enableAtBoot } from './boot.ts';
import { surveyOf } from './bring-part.ts';
import { type InitAction, initAction, serviceState } from './init-script.ts';
import { startLibvirt, stopLibvirt } from './libvirt-daemon.ts';
import type { Phase, PhaseTools } from './phase.ts';

/** libvirt on nodes, then our own services, now and at every boot. */
export const services: Phase = {
	id: 'services',
	title: 'Services',
	async run(installation, tools) {
		const { site } = installation;
		await tools.eachHost(async (host) => {
			const survey = surveyOf(installation, host);
			await bringServices(site, host, survey, await tools.blueprint.servicesOf(host.name), tools);
		});
	},
	async undo({ site }, tools) {
		await tools.eachHost(async (host) => {
			await disableAtBoot(site, host, tools);
			await stopServices(site, host, tools);
			await stopLibvirt(site, host, tools);
		});
	},
};

/** Starts what does not run, starts again what runs with other files, and tells the cluster controller of new nodes. */
export async function bringServices(
	site: Site,
	host: Host,
	survey: Survey,
	wanted: StartedWith,
	tools: PhaseTools,
): Promise<void> {
	const { gate } = tools;
	const action = actionFor(survey, wanted);
	if ((action === 'start' || action === 'restart') && servesNobody(site, host.name)) {
		const text = 'none of its nodes is in use: the cluster controller starts once one is';
		tools.reporter.notify(message('NOTE', { text }, host.name));
		return;
	}

	if (action === 'start' && rolesOf(site, host.name).includes('node')) {
		await startLibvirt(site, host, tools);
	}

	if (action !== undefined) {
		const roles = rolesOf(site, host.name).join(', ');
		const sentence =
			action === 'reload' ? 'have the cluster controller read NODES again' : `${action} the services (${roles})`;
		await gate.change(host, sentence, async () => {
			await initAction(site, host, action);
			await host.write(statePaths(site.eucalyptus).started, `${wanted.restart} ${wanted.reload}\n`, 0o600);
		});
	}

	if (survey.atBoot === false) {
		await enableAtBoot(host, tools);
	}
}

function actionFor({ service, serviceLines, started }: Survey, wanted: StartedWith): InitAction | undefined {
	if (service === 'stopped') {
		return 'start';
	}

	if (service === 'partly' || (started !== undefined && started.restart !== wanted.restart)) {
		return 'restart';
	}

	if (started === undefined || started.reload === wanted.reload) {
		return undefined;
	}

	// A cluster controller that waits for its first node does not run yet.
	return serviceLines.some((line) => /^\s*CC\s+running/.test(line)) ? 'reload' : 'start';
}

/** A cluster controller alone, without a node: the init script does not start it. One that runs has drained its last. */
function servesNobody(site: Site, host: string): boolean {
	const { roles = [], heads } = hostEntry(site, host) ?? {};
	return roles.length === 1 && heads !== undefined && nodesInUse(site, heads).length === 0;
}

/**
 * Stops every process of ours; the init script checks that none is left. On a host that has lost its configuration or its
 * programs that script cannot: what runs is ended process by process then, by whoever looks for what remains.
 */
async function stopServices(site: Site, host: Host, { gate, reporter }: PhaseTools): Promise<void> {
	if ((await serviceState(site, host)) === 'stopped') {
		return;
	}

	await gate.change(host, 'stop the services', () =>
		initAction(site, host, 'stop').catch((error: unknown) => {
			const text = `${messageOf(error)}; what still runs is ended process by process`;
			reporter.notify(message('WARNING', { text }, host.name));
		}),
	);
}
