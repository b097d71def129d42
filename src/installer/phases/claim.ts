import { hostsOf } from '../../site/hosts.ts';
import { planGate } from '../gate/gate.ts';
import type { Interrupted } from '../gate/journal.ts';
import { lockHost } from '../gate/lock.ts';
import { message, silentReporter } from '../messages.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import { connect } from './connect.ts';
import type { Installation, Phase } from './phase.ts';
import { runPhases } from './run-phases.ts';

/**
 * Locks the hosts that the phases `planned` will change, and no others: a host that is as it should be is not even written
 * a lock. What was seen before the lock is looked at again under it.
 */
export function claim(planned: readonly Phase[]): Phase {
	return {
		id: 'claim',
		title: 'Lock what will be changed',
		async run(installation, tools) {
			const { site, surveys, failed } = installation;
			const trial = planGate();
			const rehearsal = { ...installation, failed: new Map(failed) };
			await runPhases(planned, rehearsal, { ...tools, gate: trial, reporter: silentReporter }).catch(() => {});
			tools.signal.throwIfAborted();
			const changing = new Set(trial.changes.map(({ host }) => host));
			const earlier = goingOn(installation);
			if (earlier !== undefined) {
				tools.runs.goOnWith(earlier);
			}

			const locked = new Set<string>();
			await tools.eachHost(async (host) => {
				if (!changing.has(host.name) && !isOpen(surveys.get(host.name)?.interrupted, installation)) {
					return;
				}

				await claimDirectories(host, site.eucalyptus);
				tools.atEnd(await lockHost(host, { ...site, clock: tools.clock, breakLock: tools.breakLock }));
				locked.add(host.name);
			});
			const hosts = installation.hosts.filter(({ name }) => locked.has(name));
			await runPhases([connect], { ...installation, hosts }, { ...tools, reporter: silentReporter }).catch(() => {});
			await tools.eachHost(async (host) => {
				const interrupted = surveys.get(host.name)?.interrupted;
				if (locked.has(host.name) && interrupted !== undefined && isOpen(interrupted, installation)) {
					const { since, last, unfinished } = interrupted;
					if (unfinished === undefined) {
						tools.reporter.notify(message('RESUMED', { since, last }, host.name));
					}

					tools.runs.goOnWith(interrupted, host);
					await tools.gate.resume(host);
				}
			});
		},
	};
}

/**
 * Whether this run is to go on with that one. One that failed elsewhere is over when the hosts it failed on are gone, and
 * waits while none of them is reached.
 */
function isOpen(run: Interrupted | undefined, { site, hosts, failed }: Installation): boolean {
	if (run?.unfinished === undefined) {
		return run !== undefined;
	}

	const all = hostsOf(site);
	const reached = new Set(hosts.flatMap(({ name }) => (failed.has(name) ? [] : [name])));
	return run.unfinished.some((name) => reached.has(name)) || !run.unfinished.some((name) => all.includes(name));
}

/** The latest run that is still open on some host: what this one does belongs to it, on every host. */
function goingOn(installation: Installation): Interrupted | undefined {
	const found = [...installation.surveys.values()].flatMap(({ interrupted }) =>
		interrupted !== undefined && interrupted.run !== '' && isOpen(interrupted, installation) ? [interrupted] : [],
	);
	return found.sort((a, b) => (a.since < b.since ? -1 : 1)).at(-1);
}
