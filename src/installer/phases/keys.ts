import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensureKeys, keysFor } from '../../../generators/keys.ts';
import { layout } from '../../common/layout.ts';
import { addressOf, rolesOf } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { message } from '../messages.ts';
import { converge } from '../plan/converge.ts';
import { ALL_ROLES, keyEntries } from '../plan/key-entries.ts';
import { isThisMachine } from '../transport/open-host.ts';
import type { Installation, Phase, PhaseTools } from './phase.ts';

/** Makes the keys between the services once, tries them, and gives each host those of its roles and no others. */
export const keys: Phase = {
	id: 'keys',
	title: 'Keys',
	async run(installation, tools) {
		const { site } = installation;
		const { eucalyptus } = site;
		const { gate, reporter, eachHost } = tools;
		const from = keyHome(site);
		const complete = await makeKeys(installation, from, tools);
		await eachHost(async (host) => {
			const holdsAll = from === layout(eucalyptus).keys && host.name === site.cloud.host;
			const roles = holdsAll ? ALL_ROLES : rolesOf(site, host.name);
			if (complete) {
				const entries = await keyEntries({ eucalyptus, roles, from });
				await converge(host, entries, { gate, reporter, eucalyptus, part: 'keys' });
			} else if (!holdsAll) {
				await gate.change(host, `copy the keys for ${roles.join(', ')}`, async () => {});
			}
		});
	},
};

/** Where all keys of a site lie on this machine: in place if it is the front-end, else with the person who installs. */
function keyHome(site: Site): string {
	const { host } = site.cloud;
	return isThisMachine(host, addressOf(site, host))
		? layout(site.eucalyptus).keys
		: join(homedir(), '.euca', 'sites', host, 'keys');
}

/** False in a plan for keys that are still to be made. */
async function makeKeys({ hosts, site }: Installation, from: string, tools: PhaseTools): Promise<boolean> {
	const { gate, clock, reporter } = tools;
	const host = hosts.find(({ name }) => name === site.cloud.host) ?? hosts[0];
	const missing = keysFor(ALL_ROLES).filter((name) => !existsSync(join(from, name)));
	const make = async () => {
		const { warnings } = await ensureKeys(from, { now: new Date(clock.now()) });
		for (const text of warnings) {
			reporter.notify(message('WARNING', { text }, host?.name ?? ''));
		}
	};
	if (missing.length > 0 && host !== undefined) {
		await gate.change(host, `make keys and certificates: ${missing.join(', ')}`, make);
		return gate.mode === 'apply';
	}

	if (gate.mode === 'apply') {
		await make(); // nothing is missing: it only tries them
	}

	return true;
}
