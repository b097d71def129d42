import { nodeSettings } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import { gatherFacts } from '../probe/gather.ts';
import { judge } from '../probe/judge.ts';
import type { Wish } from '../probe/probe.ts';
import { type Phase, portsOf } from './phase.ts';

/** Looks before anything is touched; a blocker ends the run for that host. */
export const probe: Phase = {
	id: 'probe',
	title: 'Look at every host',
	async run({ site, facts }, { eachHost, reporter }) {
		await eachHost(async (host) => {
			const wish = wishOf(site, host.name);
			const found = await gatherFacts(host, wish);
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

/** What the site wants of a host. The hypervisor is settled there, so no trial guest is booted. */
function wishOf(site: Site, host: string): Wish {
	return {
		eucalyptus: site.eucalyptus,
		systemRoot: site.systemRoot,
		instancePath: nodeSettings(site, host).instancePath ?? site.eucalyptus,
		ports: portsOf(site, host),
		kernels: [],
		hypervisorSettled: true,
	};
}
