import { installerErrors } from '../errors.ts';
import { applyGate, type Change } from '../gate/gate.ts';
import { lockHost } from '../gate/lock.ts';
import { openRuns } from '../gate/runs.ts';
import { statePaths } from '../gate/state-directory.ts';
import { message } from '../messages.ts';
import { surveyOf } from '../phases/bring-part.ts';
import { glance } from '../phases/connect.ts';
import type { Installation, Phase } from '../phases/phase.ts';
import { noteFailure, runPhases } from '../phases/run-phases.ts';
import { bringServices } from '../phases/services.ts';
import type { Blueprint } from '../plan/blueprint.ts';
import { pairsOf } from '../plan/by-path.ts';
import { claimDirectories } from '../plan/claim-directories.ts';
import { converge } from '../plan/converge.ts';
import { type DesiredEntry, withParents } from '../plan/desired.ts';
import { type Manifest, type ManifestEntry, parseManifest } from '../plan/manifest.ts';
import { surveyHost } from '../plan/survey.ts';
import type { Host } from '../transport/host.ts';
import { withPhaseTools } from './phase-tools.ts';
import type { ActionOptions } from './run-options.ts';

/** Takes the last apply back on every host that it changed: each brings the files out of its own store. */
export async function rollback(installation: Installation, options: ActionOptions): Promise<readonly Change[]> {
	const { reporter, clock, signal } = options;
	const begin = clock.now();
	const { site, failed, surveys } = installation;
	const runs = openRuns({ eucalyptus: site.eucalyptus, clock });
	const gate = applyGate({ reporter, clock, signal, runs });
	await withPhaseTools(installation, options, { gate, runs }, async (tools) => {
		await runPhases([glance], installation, tools).catch((error: unknown) => {
			if (failed.size === 0) {
				throw error;
			}
		});
		const last = [...surveys.values()]
			.flatMap(({ manifest }) => manifest.generation ?? [])
			.sort((a, b) => (a.time < b.time ? -1 : 1))
			.at(-1);
		if (last === undefined) {
			throw installerErrors('NO_EARLIER_GENERATION', {
				why: 'nothing is installed',
				next: 'euca-setup apply installs it',
			});
		}

		const changed = installation.hosts.filter(({ name }) => surveys.get(name)?.manifest.generation?.run === last.run);
		const returning = changed.filter(({ name }) => (surveys.get(name)?.generations.length ?? 0) > 0);
		if (returning.length === 0) {
			throw nothingBefore(last.time, changed, surveys);
		}

		for (const { name } of changed.filter((host) => !returning.includes(host))) {
			const text = `was set up by that run, so nothing was there before: euca-setup uninstall --host ${name} takes it away`;
			reporter.notify(message('NOTE', { text }, name));
		}

		const beforeUnlock = async () => {
			for (const [lost, error] of await runs.end(failed)) {
				noteFailure(installation, lost, error, reporter);
			}
		};
		const hosts = [...returning, ...installation.hosts.filter(({ name }) => failed.has(name))];
		await runPhases([goBack], { ...installation, hosts }, { ...tools, beforeUnlock });
	});
	const hosts = new Set(gate.changes.map(({ host }) => host)).size;
	const seconds = ((clock.now() - begin) / 1000).toFixed(1);
	reporter.notify(message('APPLY_RESULT', { changes: gate.changes.length, hosts, seconds }));
	return gate.changes;
}

/** The last run only set hosts up: all there are, or some that are new or were installed anew. */
function nothingBefore(time: string, added: readonly Host[], surveys: Installation['surveys']): Error {
	const installed = [...surveys.values()].filter(({ manifest }) => manifest.generation !== undefined);
	if (added.length === installed.length) {
		const next = 'euca-setup uninstall takes everything away';
		return installerErrors('NO_EARLIER_GENERATION', { why: `the run of ${time} was the first`, next });
	}

	const names = added.map(({ name }) => name);
	return installerErrors('NO_EARLIER_GENERATION', {
		why: `the run of ${time} set up ${names.join(', ')} and changed nothing else`,
		next: `euca-setup uninstall ${names.map((name) => `--host ${name}`).join(' ')} takes away what it brought`,
	});
}

const goBack: Phase = {
	id: 'rollback',
	title: 'Return to the generation before',
	async run(installation, tools) {
		const { site } = installation;
		const { eucalyptus } = site;
		await tools.eachHost(async (host) => {
			const name = surveyOf(installation, host).generations.at(-1) ?? '';
			const target = await generation(host, eucalyptus, name);
			await claimDirectories(host, eucalyptus);
			const { clock, breakLock } = tools;
			tools.atEnd(await lockHost(host, { ...site, clock, breakLock, among: installation.hosts }));
			const entries = withParents(entriesOf(target, await atHand(tools.blueprint, host.name)));
			const paths = [entries.map(({ path }) => path)];
			const survey = await surveyHost(host, { site, paths, programs: [], isCloud: false });
			await converge(host, survey, entries, {
				...tools,
				eucalyptus,
				parts: ['runtime', 'files', 'keys'],
				services: target.services,
				generation: { name, is: target.generation },
			});
			if (target.services !== undefined) {
				await bringServices(site, host, survey, target.services, tools);
			}
		});
	},
};

async function generation(host: Host, eucalyptus: string, name: string): Promise<Manifest> {
	const bytes = await host.read(`${statePaths(eucalyptus).generations}/${name}`);
	return parseManifest(bytes?.toString('utf8') ?? '', host.name, eucalyptus);
}

/** What never changed was never put into the store: should it be missing on the host, it comes from here. */
async function atHand(blueprint: Blueprint, host: string): Promise<ReadonlyMap<string, DesiredEntry>> {
	const parts = await Promise.all(
		(['runtime', 'files', 'keys'] as const).map((part) => blueprint.entriesOf(host, part).catch(() => [])),
	);
	return new Map(parts.flat().map((entry) => [entry.path, entry]));
}

/** What the manifest of that time names; what is not at hand the host has in its store. */
function entriesOf({ entries }: Manifest, here: ReadonlyMap<string, DesiredEntry>): readonly DesiredEntry[] {
	return pairsOf(entries).map(([path, entry]) => {
		const same = here.get(path);
		const isSame = entry.kind === 'file' && same?.kind === 'file' && same.sha256 === entry.sha256;
		return isSame ? same : entryOf(path, entry);
	});
}

function entryOf(path: string, entry: ManifestEntry): DesiredEntry {
	switch (entry.kind) {
		case 'directory':
			return { kind: 'directory', path, mode: undefined, part: entry.part };
		case 'link':
			return { kind: 'link', path, target: entry.target, part: entry.part };
		case 'file': {
			const { mode, part, sha256, editable = false } = entry;
			return { kind: 'file', path, mode, part, sha256, source: { kind: 'store' }, editable, secret: true };
		}
	}
}
