import { planGate } from '../gate/gate.ts';
import { lockHost } from '../gate/lock.ts';
import { message, silentReporter } from '../messages.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import { connect } from './connect.ts';
import type { Phase } from './phase.ts';
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
			const locked = new Set<string>();
			await tools.eachHost(async (host) => {
				if (!changing.has(host.name) && surveys.get(host.name)?.interrupted === undefined) {
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
				if (locked.has(host.name) && interrupted !== undefined) {
					const { since, last } = interrupted;
					tools.reporter.notify(message('RESUMED', { since, last }, host.name));
					tools.runs.goOnWith(host, interrupted);
					await tools.gate.resume(host);
				}
			});
		},
	};
}
