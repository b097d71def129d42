import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ensureKeys, keysFor } from '../../../generators/keys.ts';
import { layout } from '../../common/layout.ts';
import { addressOf, rolesOf } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { message } from '../messages.ts';
import { layered } from '../plan/by-path.ts';
import { ALL_ROLES } from '../plan/key-entries.ts';
import type { Present } from '../plan/present.ts';
import { isThisMachine } from '../transport/open-host.ts';
import { bringPart } from './bring-part.ts';
import type { Installation, Phase, PhaseTools } from './phase.ts';

/** Makes the keys between the services once, tries them, and gives each host those of its roles and no others. */
export const keys: Phase = {
	id: 'keys',
	title: 'Keys',
	async run(installation, tools) {
		const { site } = installation;
		const from = keyHome(site);
		const inPlace = from === layout(site.eucalyptus).keys;
		const complete = await makeKeys(installation, from, tools);
		await tools.eachHost(async (host) => {
			if (complete) {
				await bringPart('keys', host, installation, tools);
			} else if (!inPlace || host.name !== site.cloud.host) {
				const sentence = `copy the keys for ${rolesOf(site, host.name).join(', ')}`;
				await tools.gate.change(host, sentence, async () => {});
			}
		});
	},
};

/** Where all keys of a site lie on this machine: in place if it is the front-end, else with the person who installs. */
export function keyHome(site: Site): string {
	const { host } = site.cloud;
	return isThisMachine(host, addressOf(site, host))
		? layout(site.eucalyptus).keys
		: join(homedir(), '.euca', 'sites', host, 'keys');
}

/** False in a plan for keys that are still to be made. */
async function makeKeys(installation: Installation, from: string, tools: PhaseTools): Promise<boolean> {
	const { hosts, site, failed } = installation;
	const { gate, clock, reporter, blueprint } = tools;
	const alive = hosts.filter(({ name }) => !failed.has(name));
	const host = alive.find(({ name }) => name === site.cloud.host) ?? alive[0];
	const missing = keysFor(ALL_ROLES).filter((name) => !existsSync(join(from, name)));
	const make = async () => {
		const { warnings } = await ensureKeys(from, { now: new Date(clock.now()) });
		for (const text of warnings) {
			reporter.notify(message('WARNING', { text }, host?.name ?? ''));
		}
	};
	if (missing.length > 0 && host !== undefined) {
		await gate.change(host, `make keys and certificates: ${missing.join(', ')}`, make);
		blueprint.forgetKeys();
		if (gate.mode === 'apply') {
			await seen(installation, tools);
		}

		return gate.mode === 'apply';
	}

	if (gate.mode === 'apply' && gate.changes.length > 0) {
		await make(); // nothing is missing: it only tries them
	}

	return true;
}

/** What was just made in its place on this machine is there, whatever was seen before. */
async function seen({ site, surveys }: Installation, { blueprint }: PhaseTools): Promise<void> {
	const { host } = site.cloud;
	const survey = surveys.get(host);
	if (survey === undefined || keyHome(site) !== layout(site.eucalyptus).keys) {
		return;
	}

	const made = (await blueprint.entriesOf(host, 'keys')).filter((entry) => entry.kind === 'file');
	const present = made.map(({ path, mode, sha256 }) => [path, { kind: 'file', mode, sha256 }] as const);
	surveys.set(host, { ...survey, present: layered<Present>([new Map(present), survey.present]) });
}
