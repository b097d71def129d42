import { planGate } from '../gate/gate.ts';
import { lockHost } from '../gate/lock.ts';
import { message, silentReporter } from '../messages.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import type { Host } from '../transport/host.ts';
import { connect } from './connect.ts';
import { isOpen, latestOpen, leftOut, rememberedElsewhere } from './earlier-run.ts';
import { endElsewhere } from './onlookers.ts';
import type { Installation, Phase, PhaseTools } from './phase.ts';
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
			const elsewhere = await rememberedElsewhere(installation);
			const known = [...surveys.values()].map(({ interrupted }) => interrupted);
			const earlier = latestOpen([...known, ...elsewhere.values()], installation);
			if (earlier !== undefined) {
				tools.runs.goOnWith(earlier);
				tools.runs.leave(leftOut(earlier, installation));
			}

			// Where a host is not reached, the cloud controller's remembers it, whatever else is changed.
			const witness = failed.size > 0 && changing.size > 0 ? site.cloud.host : undefined;
			const locked = new Set<string>();
			await tools.eachHost(async (host) => {
				const { name } = host;
				if (changing.has(name) || name === witness || isOpen(surveys.get(name)?.interrupted, installation)) {
					await lock(host, installation, tools);
					locked.add(name);
				}
			});
			const hosts = installation.hosts.filter(({ name }) => locked.has(name));
			await runPhases([connect], { ...installation, hosts }, { ...tools, reporter: silentReporter }).catch(() => {});
			await tools.eachHost(async (host) => {
				const interrupted = surveys.get(host.name)?.interrupted;
				if (locked.has(host.name) && isOpen(interrupted, installation)) {
					const { since, last, unfinished } = interrupted;
					if (unfinished === undefined) {
						tools.reporter.notify(message('RESUMED', { since, last }, host.name));
					}

					tools.runs.goOnWith(interrupted, host);
					await tools.gate.resume(host);
				} else if (host.name === witness) {
					await tools.gate.resume(host);
				}
			});
			await endElsewhere(elsewhere, installation, tools);
		},
	};
}

async function lock(
	host: Host,
	{ site, hosts: among }: Installation,
	{ clock, breakLock, atEnd }: PhaseTools,
): Promise<void> {
	await claimDirectories(host, site.eucalyptus);
	atEnd(await lockHost(host, { ...site, clock, breakLock, among }));
}
