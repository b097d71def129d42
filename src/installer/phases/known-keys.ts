import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keysFor } from '../../../generators/keys.ts';
import { writeFileAtomic } from '../../common/atomic-file.ts';
import { layout } from '../../common/layout.ts';
import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import { ALL_ROLES } from '../plan/key-entries.ts';
import type { Host } from '../transport/host.ts';
import { keyHome } from './keys.ts';
import type { Installation, PhaseTools } from './phase.ts';

/**
 * Whoever installs from a machine that never did so takes the keys that the hosts have, for new ones would end what the
 * old ones began. Nothing is changed on a host. Throws KEYS_ELSEWHERE if the hosts at hand have only a part of them.
 */
export async function takeKnownKeys(installation: Installation, { blueprint, reporter }: PhaseTools): Promise<void> {
	const { site } = installation;
	const home = keyHome(site);
	const missing = keysFor(ALL_ROLES).filter((name) => !existsSync(join(home, name)));
	if (home === layout(site.eucalyptus).keys || missing.length === 0) {
		return;
	}

	const owners = missing.map((name) => ownerOf(name, installation));
	const lost = missing.filter((_, index) => owners[index] === undefined);
	const witness = installation.hosts.find((host) => missing.some((name) => has(host, name, installation)));
	if (witness === undefined) {
		return; // nobody has keys yet
	}

	if (lost.length > 0) {
		const values = { host: witness.name, directory: home, missing: lost.join(', '), cloud: site.cloud.host };
		throw installerErrors('KEYS_ELSEWHERE', values);
	}

	await mkdir(home, { recursive: true, mode: 0o700 });
	for (const [index, name] of missing.entries()) {
		const bytes = await owners[index]?.read(join(layout(site.eucalyptus).keys, name));
		await writeFileAtomic(join(home, name), bytes ?? '', { mode: 0o600 });
	}

	blueprint.forgetKeys();
	const text = `the keys of this site were not on this machine: they are in ${home} now`;
	reporter.notify(message('NOTE', { text }, owners[0]?.name ?? ''));
}

/** The first host, the cloud controller's before others, that has the file and what belongs to it. */
function ownerOf(name: string, installation: Installation): Host | undefined {
	const together = keysFor(ALL_ROLES).filter((other) => pairOf(other) === pairOf(name));
	return installation.hosts.find((host) => together.every((each) => has(host, each, installation)));
}

function pairOf(name: string): string {
	return name.replace(/-(cert|pk)\.pem$|\.pub$/, '');
}

function has({ name: host }: Host, name: string, { site, surveys, failed }: Installation): boolean {
	const path = join(layout(site.eucalyptus).keys, name);
	return !failed.has(host) && surveys.get(host)?.present.get(path)?.kind === 'file';
}
