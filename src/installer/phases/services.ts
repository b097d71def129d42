import * as z from 'zod';
import { rolesOf } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { statePaths } from '../gate/state-directory.ts';
import { sha256 } from '../plan/desired.ts';
import { readManifest } from '../plan/manifest.ts';
import type { Host } from '../transport/host.ts';
import { disableAtBoot, enableAtBoot } from './boot.ts';
import { initAction, serviceState } from './init-script.ts';
import { startLibvirt, stopLibvirt } from './libvirt-daemon.ts';
import type { Phase, PhaseTools } from './phase.ts';

/** libvirt on nodes, then our own services, now and at every boot. */
export const services: Phase = {
	id: 'services',
	title: 'Services',
	async run({ site }, tools) {
		await tools.eachHost(async (host) => {
			if (rolesOf(site, host.name).includes('node')) {
				await startLibvirt(site, host, tools);
			}

			await startServices(site, host, tools);
			await enableAtBoot(site, host, tools);
		});
	},
	async undo({ site }, tools) {
		await tools.eachHost(async (host) => {
			await disableAtBoot(site, host, tools);
			await stopServices(site, host, tools);
			await stopLibvirt(site, host, tools);
		});
	},
};

/** Starts what does not run, and starts again what runs with files that have been changed since. */
async function startServices(site: Site, host: Host, { gate }: PhaseTools): Promise<void> {
	const state = await serviceState(site, host);
	const before = await startedWith(site, host);
	const now = await filesDigest(site, host);
	// In a plan the files have not been written: what has been planned for this host so far stands for them.
	const planned = gate.mode === 'plan' && gate.changes.some(({ host: name }) => name === host.name);
	const outdated = before !== undefined && (before !== now || planned);
	if (state === 'running' && !outdated) {
		return;
	}

	const roles = rolesOf(site, host.name).join(', ');
	const action = state === 'stopped' ? 'start' : 'restart';
	await gate.change(host, `${action} the services (${roles})`, async () => {
		await initAction(site, host, action);
		await host.write(statePaths(site.eucalyptus).started, `${JSON.stringify({ files: now })}\n`, 0o600);
	});
}

/** Stops every process of ours; the init script checks that none is left. */
async function stopServices(site: Site, host: Host, { gate }: PhaseTools): Promise<void> {
	if ((await serviceState(site, host)) !== 'stopped') {
		await gate.change(host, 'stop the services', () => initAction(site, host, 'stop'));
	}
}

/** Everything we put there, as one number. Hand edits are not counted: who edits also restarts. */
async function filesDigest(site: Site, host: Host): Promise<string> {
	const { entries } = await readManifest(host, site.eucalyptus);
	const hashes = Object.entries(entries).flatMap(([path, entry]) =>
		entry.kind === 'file' ? [`${path} ${entry.sha256}`] : [],
	);
	return sha256(hashes.sort().join('\n'));
}

async function startedWith(site: Site, host: Host): Promise<string | undefined> {
	const text = (await host.read(statePaths(site.eucalyptus).started))?.toString('utf8');
	if (text === undefined) {
		return undefined;
	}

	try {
		return z.object({ files: z.string() }).parse(JSON.parse(text)).files;
	} catch {
		return ''; // torn: as good as another
	}
}
