import { join } from 'node:path';
import { layout } from '../../common/layout.ts';
import { nodeSettings } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { statePaths } from '../gate/state-directory.ts';
import { message } from '../messages.ts';
import { pairsOf } from '../plan/by-path.ts';
import { type Manifest, manifestPath } from '../plan/manifest.ts';
import type { Host } from '../transport/host.ts';
import { surveyOf } from './bring-part.ts';
import type { Phase, PhaseTools } from './phase.ts';
import { findRemains, ourDomains, type Remain } from './remains.ts';

/** Removes what the manifest names and nothing else, then looks whether anything is left, and says so. */
export function removal(keepState: boolean): Phase {
	return {
		id: 'removal',
		title: keepState ? 'Files (state is kept)' : 'Files and state',
		async run(installation, tools) {
			const { site } = installation;
			await tools.eachHost(async (host) => {
				const { manifest } = surveyOf(installation, host);
				await removeAll(site, host, manifest, keepState, tools);
				if (tools.gate.mode === 'apply') {
					await proveGone(site, host, manifest, keepState, tools);
				}
			});
		},
	};
}

async function removeAll(
	site: Site,
	host: Host,
	manifest: Manifest,
	keepState: boolean,
	{ gate }: PhaseTools,
): Promise<void> {
	const { directories, files } = pathsOf(manifest);
	const state = stateDirectories(site, host.name).filter((path) => directories.includes(path));
	const keys = layout(site.eucalyptus).keys;
	const removable = keepState ? files.filter((path) => !path.startsWith(`${keys}/`)) : files;
	const remove = (what: string, script: string, paths: readonly string[]) =>
		host.script(script, { what, args: paths, timeoutMs: 300_000 });
	await gate.change(host, `remove ${removable.length} files`, () => remove('removing files', REMOVE_FILES, removable));
	for (const path of keepState ? [] : state) {
		await gate.change(host, `remove ${path} with all that is in it`, () =>
			remove('removing state', 'rm -rf -- "$1"', [path]),
		);
	}

	const own = [statePaths(site.eucalyptus).directory, manifestPath(site.eucalyptus)];
	const last = keepState ? [] : own;
	await gate.change(host, `remove ${directories.length} directories, as far as they are empty`, async () => {
		await remove("removing the installer's notes", 'rm -rf -- "$@"', last);
		await remove('removing directories', REMOVE_EMPTY, directories.toReversed());
	});
}

/** What a killed run may have left beside a file goes with it. */
const REMOVE_FILES = 'for f; do rm -f -- "$f" "$f.euca-new" || exit 1; done';
const REMOVE_EMPTY = 'for d; do rmdir -- "$d" 2>/dev/null; done; exit 0';

function pathsOf({ entries }: Manifest) {
	const paths = pairsOf(entries)
		.map(([path]) => path)
		.sort();
	return {
		directories: paths.filter((path) => entries.get(path)?.kind === 'directory'),
		files: paths.filter((path) => entries.get(path)?.kind !== 'directory'),
	};
}

/** Directories whose content the services make, whatever the host is now: ours as a whole, if we made the directory. */
function stateDirectories(site: Site, host: string): readonly string[] {
	const at = layout(site.eucalyptus);
	const { instancePath } = nodeSettings(site, host);
	const state = join(site.eucalyptus, 'var/eucalyptus');
	return [at.keys, at.db, at.cluster, at.templates, at.registered, at.run, at.log, instancePath, state];
}

/** The proof: no path of the manifest, no process, domain, bridge or rule. */
async function proveGone(
	site: Site,
	host: Host,
	manifest: Manifest,
	keepState: boolean,
	{ reporter }: PhaseTools,
): Promise<void> {
	const paths = keepState ? [] : pairsOf(manifest.entries).map(([path]) => path);
	const found = await host.script(STILL_THERE, { what: 'looking for what is left', args: paths });
	const files = found.split('\n').filter((line) => line !== '');
	const domains = await ourDomains(site, host);
	const left: { kind: Remain['kind'] | 'path'; name: string }[] = [
		...files.map((name) => ({ kind: 'path' as const, name })),
		...domains.map((name) => ({ kind: 'domain' as const, name })),
		...(await findRemains(site, host)),
	];
	for (const { kind, name } of left) {
		reporter.notify(message('LEFT_BEHIND', { kind, name }, host.name));
	}

	if (left.length > 0) {
		throw installerErrors('LEFT_BEHIND', { host: host.name, count: left.length });
	}

	const text = keepState
		? `state stays in ${join(site.eucalyptus, 'var/eucalyptus')}`
		: `nothing is left: ${paths.length} paths, processes, instances, bridges and rules were looked for; Debian packages stay`;
	reporter.notify(message('NOTE', { text }, host.name));
}

/** A directory that strangers put something into stays, and is named with what is in it. */
const STILL_THERE = `
for p; do
	if [ -d "$p" ] && [ ! -L "$p" ]; then echo "$p (holds: $(ls -A -- "$p" | head -n 3 | tr '\\n' ' '))"
	elif [ -e "$p" ] || [ -L "$p" ]; then echo "$p"; fi
done
exit 0
`;
