import { join } from 'node:path';
import { layout } from '../../common/layout.ts';
import { rolesOf } from '../../site/hosts.ts';
import { message } from '../messages.ts';
import { initAction, initOutput, serviceState } from '../phases/init-script.ts';
import type { Installation } from '../phases/phase.ts';
import type { ServiceState } from '../plan/survey.ts';
import type { ActionOptions } from './run-options.ts';

export interface HostStatus {
	readonly host: string;
	readonly state: ServiceState;
	/** What the init script says, a line per service. */
	readonly lines: readonly string[];
}

/** What runs on each host. */
export async function status({ site, hosts }: Installation): Promise<readonly HostStatus[]> {
	return Promise.all(
		hosts.map(async (host) => ({
			host: host.name,
			state: await serviceState(site, host),
			lines: (await initOutput(site, host, 'status')).split('\n').filter((line) => line.trim() !== ''),
		})),
	);
}

/** The zones as the cloud controller shows them; undefined if it does not answer. */
export async function zones({ site, hosts }: Installation): Promise<readonly string[] | undefined> {
	const cloud = hosts.find(({ name }) => name === site.cloud.host);
	try {
		const program = join(layout(site.eucalyptus).sbin, 'euca');
		const answer = await cloud?.exec([program, 'list_clusters'], { env: { EUCALYPTUS: site.eucalyptus } });
		return answer?.stdout.split('\n').filter((line) => line.trim() !== '');
	} catch {
		return undefined;
	}
}

/** Starts what the hosts are configured to run; says nothing of what runs already. */
export async function start({ site, hosts }: Installation, { reporter }: ActionOptions): Promise<void> {
	for (const host of hosts) {
		if ((await serviceState(site, host)) === 'running') {
			reporter.notify(message('NOTE', { text: 'runs already' }, host.name));
			continue;
		}

		await initAction(site, host, 'start');
		reporter.notify(
			message('CHANGE_DONE', { sentence: `start the services (${rolesOf(site, host.name).join(', ')})` }, host.name),
		);
	}
}

/** Stops the services, nodes last; with `instances` every instance is shut down first and its disk kept. */
export async function stop(
	{ site, hosts }: Installation,
	{ reporter, instances }: ActionOptions & { readonly instances: boolean },
): Promise<void> {
	for (const host of hosts) {
		const state = await serviceState(site, host);
		if (state === 'stopped') {
			reporter.notify(message('NOTE', { text: 'is stopped already' }, host.name));
			continue;
		}

		await initAction(site, host, instances ? 'shutdown' : 'stop');
		const sentence = instances ? 'shut instances down and stop the services' : 'stop the services';
		reporter.notify(message('CHANGE_DONE', { sentence }, host.name));
	}
}
