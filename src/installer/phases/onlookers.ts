import type { Interrupted } from '../gate/journal.ts';
import { lockHost } from '../gate/lock.ts';
import { message } from '../messages.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import type { Host } from '../transport/host.ts';
import type { Installation, PhaseTools } from './phase.ts';

/** Hosts that take no part and wait for one that does are told the end. One that was killed itself needs an apply there. */
export async function endElsewhere(
	elsewhere: ReadonlyMap<Host, Interrupted>,
	installation: Installation,
	tools: PhaseTools,
): Promise<void> {
	const waiting = [...elsewhere].filter(([, { unfinished }]) => unfinished !== undefined);
	await Promise.all(
		waiting.map(async ([host, run]) => {
			tools.runs.goOnWith(run, host);
			await tell(host, installation, tools);
		}),
	);
}

/** Whoever finishes a host with --host asks the cloud controller's what there is to finish: it knows of every failure. */
export async function remindFrontEnd(
	installation: Installation,
	unfinished: ReadonlyMap<string, unknown>,
	tools: PhaseTools,
): Promise<void> {
	const { site, hosts, openMore } = installation;
	const { host: name } = site.cloud;
	const isChanged = tools.gate.changes.some(({ host }) => !unfinished.has(host));
	if (unfinished.size === 0 || unfinished.has(name) || !isChanged || tools.runs.isOn(name)) {
		return;
	}

	const host = hosts.find((each) => each.name === name) ?? (await openMore?.(name));
	if (host !== undefined) {
		await tell(host, installation, tools);
	}
}

/** Nothing is done on the host, so it may be gone, or somebody else's, without anything having failed. */
async function tell(
	host: Host,
	{ site, hosts: among }: Installation,
	{ clock, breakLock, atEnd, runs, reporter }: PhaseTools,
) {
	try {
		await claimDirectories(host, site.eucalyptus);
		const unlock = await lockHost(host, { ...site, clock, breakLock, among });
		atEnd(() => unlock().catch(() => {}));
		await runs.of(host).catch(() => {}); // that it is lost shows at the end
	} catch {
		reporter.notify(message('NOT_TOLD', {}, host.name));
	}
}
