import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import { gatherFacts } from '../probe/gather.ts';
import { judge } from '../probe/judge.ts';
import type { Wish } from '../probe/probe.ts';
import { wishOf } from '../probe/wish.ts';
import type { Phase } from './phase.ts';

/** Looks before anything is touched; a blocker ends the run for that host. */
export const probe: Phase = {
	id: 'probe',
	title: 'Look at every host',
	async run({ site, facts, surveys }, { eachHost, reporter }) {
		await eachHost(async (host) => {
			if (surveys.get(host.name)?.manifest.generation !== undefined) {
				return; // installed already: what it was asked in one go says what a change needs
			}

			// An installation never waits for a trial guest: a site that names no hypervisor gets emulation.
			const wished = wishOf(site, host.name);
			const wish: Wish = { ...wished, hypervisor: wished.hypervisor ?? 'qemu' };
			const found = facts.get(host.name) ?? (await gatherFacts(host, wish));
			facts.set(host.name, found);
			const findings = judge(host.name, found, wish);
			for (const { severity, ...finding } of findings) {
				if (severity !== 'info') {
					const code = severity === 'blocker' ? 'BLOCKER' : 'FINDING';
					reporter.notify(message(code, { ...finding, severity }, host.name));
				}
			}

			const blockers = findings.filter(({ severity }) => severity === 'blocker');
			if (blockers.length > 0) {
				const ids = blockers.map(({ id }) => id).join(', ');
				throw installerErrors('BLOCKED', { host: host.name, count: blockers.length, ids });
			}
		});
	},
};
