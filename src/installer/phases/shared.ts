import { etcPath } from '../../../generators/file.ts';
import { markOf } from '../../../generators/shared-mark.ts';
import { sharedMount } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { silentReporter } from '../messages.ts';
import { sha256 } from '../plan/desired.ts';
import type { Host } from '../transport/host.ts';
import { surveyOf } from './bring-part.ts';
import { connect } from './connect.ts';
import type { Installation, Phase, PhaseTools } from './phase.ts';
import { runPhases } from './run-phases.ts';

/** The shared directory is mounted where the site says from where, now and at every boot. */
export const shared: Phase = {
	id: 'shared',
	title: 'Shared directory',
	skip: ({ site }) => (site.sharedDirectory === undefined ? 'the site has none' : undefined),
	async run(installation, tools) {
		const { site } = installation;
		const { gate } = tools;
		await tools.eachHost(async (host) => {
			if (sharedMount(site, host.name) === undefined || seesMark(installation, host)) {
				return;
			}

			if ((await ask(site, host, 'look')) === 'missing') {
				const sentence = `mount ${site.sharedFrom} at ${site.sharedDirectory}, now and at every boot`;
				await gate.change(host, sentence, async () => {
					await ask(site, host, 'mount');
					// Now other files lie there than were seen.
					await runPhases([connect], { ...installation, hosts: [host] }, { ...tools, reporter: silentReporter });
				});
			}
		});
	},
	async undo({ site }, { eachHost, gate }) {
		await eachHost(async (host) => {
			if (site.sharedFrom !== undefined && (await ask(site, host, 'look')) === 'ours') {
				await gate.change(host, `unmount ${site.sharedDirectory}`, () => ask(site, host, 'unmount'));
			}
		});
	},
};

/** NFS clients may remember for a minute that a file was not there. */
const PATIENCE_MS = 65_000;

/** The front-end wrote a file there; every host must read it. It makes no difference how it is shared. */
export const sharedIsSeen: Phase = {
	id: 'shared-seen',
	title: 'Do all hosts see it?',
	skip: ({ site }) => (site.sharedDirectory === undefined ? 'the site has no shared directory' : undefined),
	async run(installation, tools) {
		await tools.eachHost(async (host) => {
			if (tools.gate.mode === 'apply' && !seesMark(installation, host)) {
				await awaitMark(installation, host, tools);
			}
		});
	},
};

function seesMark(installation: Installation, host: Host): boolean {
	const mark = markOf(installation.site);
	const there = mark === undefined ? undefined : surveyOf(installation, host).present.get(mark.path);
	return there?.kind === 'file' && there.sha256 === sha256(mark?.content ?? '');
}

async function awaitMark({ site, failed }: Installation, host: Host, { clock, signal }: PhaseTools): Promise<void> {
	const mark = markOf(site);
	const deadline = clock.now() + PATIENCE_MS;
	while (mark !== undefined && (await host.read(mark.path))?.toString('utf8') !== mark.content) {
		if (clock.now() > deadline || failed.has(site.cloud.host)) {
			throw installerErrors('NOT_SHARED', {
				host: host.name,
				directory: site.sharedDirectory ?? '',
				file: mark.path,
				writer: site.cloud.host,
			});
		}

		await clock.sleep(1000, signal);
	}
}

async function ask(site: Site, host: Host, verb: 'look' | 'mount' | 'unmount'): Promise<string> {
	const { sharedFrom = '', sharedDirectory = '' } = site;
	const type = sharedFrom.includes(':') ? 'nfs' : 'none';
	const options = type === 'nfs' ? 'rw,hard,_netdev' : 'rw,bind';
	const isOwner = host.name === site.cloud.host ? 'Y' : 'N';
	const args = [verb, sharedFrom, sharedDirectory, type, options, etcPath(site, 'fstab'), isOwner];
	return (
		await host.script(SCRIPT, {
			what: `${verb === 'look' ? 'looking at' : verb} ${sharedDirectory}`,
			args,
			timeoutMs: 120_000,
		})
	).trim();
}

/** Our line of fstab stands behind a comment that says whose it is; nothing else of the file is touched. */
const SCRIPT = `
set -e
verb=$1 from=$2 at=$3 type=$4 options=$5 fstab=$6 owner=$7
note='# eucalyptus: the next line mounts the images that all hosts share'
mounted() { awk -v at="$at" '$2 == at { found = 1 } END { exit !found }' /proc/mounts; }
case $verb in
look)
	if grep -qsxF -e "$note" "$fstab"; then if mounted; then echo ours; else echo missing; fi
	elif mounted; then echo theirs
	else echo missing; fi ;;
mount)
	[ -d "$at" ] || mkdir -p -- "$at"
	if ! grep -qsxF -e "$note" "$fstab"; then
		{ [ ! -e "$fstab" ] || cat "$fstab"; printf '%s\\n%s %s %s %s 0 0\\n' "$note" "$from" "$at" "$type" "$options"; } >"$fstab.euca-new"
		chmod 644 "$fstab.euca-new"
		mv -f "$fstab.euca-new" "$fstab"
	fi
	mounted || mount -t "$type" -o "$options" "$from" "$at" ;;
unmount)
	[ "$owner" = N ] || { rm -f -- "$at/.eucalyptus-shared"; rmdir -- "$at/templates" "$at/registered" 2>/dev/null || :; }
	umount "$at"
	awk -v note="$note" '$0 == note { skip = 1; next } skip { skip = 0; next } { print }' "$fstab" >"$fstab.euca-new"
	chmod 644 "$fstab.euca-new"
	if [ -s "$fstab.euca-new" ]; then mv -f "$fstab.euca-new" "$fstab"; else rm -f "$fstab" "$fstab.euca-new"; fi
	rmdir -- "$at" 2>/dev/null || : ;;
esac
`;
