import { messageOf } from '../../common/errors.ts';
import { rolesOf } from '../../site/hosts.ts';
import { planGate } from '../gate/gate.ts';
import type { Interrupted } from '../gate/journal.ts';
import { type LockHolder, lockHolder } from '../gate/lock.ts';
import { UNRECORDED } from '../gate/runs.ts';
import { message, silentReporter } from '../messages.ts';
import { type KnownCluster, parseClusters } from '../phases/checks.ts';
import { glance } from '../phases/connect.ts';
import { initAction, serviceState } from '../phases/init-script.ts';
import type { Installation } from '../phases/phase.ts';
import { runPhases } from '../phases/run-phases.ts';
import { EMPTY_MANIFEST } from '../plan/manifest.ts';
import type { ServiceState, Survey } from '../plan/survey.ts';
import type { Host } from '../transport/host.ts';
import { withPhaseTools } from './phase-tools.ts';
import type { ActionOptions } from './run-options.ts';

export interface HostStatus {
	readonly host: string;
	/** `unreachable`: it did not answer; `not installed`: nothing of ours is there. */
	readonly state: ServiceState | 'unreachable' | 'not installed';
	/** What the init script says, a line per service; or what is wrong. */
	readonly lines: readonly string[];
	/** When the apply began that made the host what it is. */
	readonly generation?: string;
	/** Somebody is at work there this very moment. */
	readonly busy?: LockHolder;
	/** An apply that never came to its end there, and is not running any more. */
	readonly interrupted?: Interrupted;
}

export interface CloudStatus {
	readonly hosts: readonly HostStatus[];
	/** As the cloud controller shows its clusters; undefined if it does not answer. */
	readonly zones: readonly KnownCluster[] | undefined;
}

/** What runs on each host, and the zones: one question per host. */
export async function status(installation: Installation, options: ActionOptions): Promise<CloudStatus> {
	const { site, hosts, surveys, failed } = installation;
	const gate = planGate();
	const quiet = { ...options, reporter: silentReporter };
	await withPhaseTools(installation, quiet, { gate, runs: UNRECORDED }, (tools) =>
		runPhases([glance], installation, tools),
	).catch((error: unknown) => {
		if (failed.size === 0) {
			throw error;
		}
	});
	const clusters = surveys.get(site.cloud.host)?.clusters ?? '';
	const reached = hosts.filter(({ name }) => !failed.has(name));
	const statusOfHost = async ({ name }: Host) => {
		const survey = surveys.get(name);
		const busy = await lockHolder(survey?.lock ?? '', options.clock, reached);
		return statusOf(name, survey, failed.get(name), busy);
	};
	return {
		hosts: await Promise.all(hosts.map(statusOfHost)),
		zones: clusters === '' ? undefined : parseClusters(clusters),
	};
}

function statusOf(
	host: string,
	survey: Survey | undefined,
	problem: unknown,
	busy: LockHolder | undefined,
): HostStatus {
	if (survey === undefined) {
		return { host, state: 'unreachable', lines: [messageOf(problem)] };
	}

	const { manifest, service, serviceLines, interrupted } = survey;
	return {
		host,
		state: manifest === EMPTY_MANIFEST && service === 'stopped' ? 'not installed' : service,
		lines: serviceLines,
		...(manifest.generation === undefined ? {} : { generation: manifest.generation.time }),
		...(busy === undefined ? {} : { busy }),
		...(interrupted === undefined || busy !== undefined ? {} : { interrupted }),
	};
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
