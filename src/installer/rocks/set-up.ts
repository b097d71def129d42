import { ensureKeys } from '../../../generators/keys.ts';
import { layout } from '../../common/layout.ts';
import type { Conf } from '../../conf/keys.ts';
import { readConf } from '../../conf/read.ts';
import type { Site } from '../../site/schema.ts';
import { apply } from '../actions/apply.ts';
import type { ActionOptions } from '../actions/run-options.ts';
import { NODE_REACH_MS, syncKeys } from '../actions/sync-keys.ts';
import { message } from '../messages.ts';
import { enableAtBoot } from '../phases/boot.ts';
import { surveyOf } from '../phases/bring-part.ts';
import { awaitCheck, checksOf } from '../phases/checks.ts';
import { claim } from '../phases/claim.ts';
import { clusters } from '../phases/clusters.ts';
import { connect } from '../phases/connect.ts';
import { files } from '../phases/files.ts';
import { keys } from '../phases/keys.ts';
import type { Installation, Phase } from '../phases/phase.ts';
import { services } from '../phases/services.ts';
import type { Host } from '../transport/host.ts';
import { isThisMachine } from '../transport/open-host.ts';
import { atFirstBoot, firstBootIsDone } from './first-boot.ts';
import type { SystemState } from './system-state.ts';

/** Where nothing can be started now: the services start with the machine. */
const boot: Phase = {
	id: 'boot',
	title: 'Start at boot',
	run: (installation, tools) =>
		tools.eachHost(async (host) => {
			if (surveyOf(installation, host).atBoot === false) {
				await enableAtBoot(host, tools);
			}
		}),
};

/** The services of the front-end answer; nodes may still be to come. */
const answers: Phase = {
	id: 'answers',
	title: 'Does it work?',
	run: (installation, tools) =>
		tools.eachHost(async (host) => {
			for (const check of tools.gate.changes.length > 0 ? checksOf(installation, host) : []) {
				await awaitCheck(host, check, installation.site.eucalyptus, tools);
			}
		}),
};

const phases = (...changing: Phase[]): readonly Phase[] => [connect, claim(changing), ...changing];

/** In the installer's chroot: everything is laid down, and starts at the boot that follows. */
const INSTALLED = phases(files, boot);
const FRONT_END_UP = [...phases(files, keys, services, clusters), answers];
const NODE_UP = phases(files, services);

/**
 * Sets the front-end up. `words` are those of the command that does it, for the first boot of a front-end that is being
 * installed. @returns the nodes that have not got their keys
 */
export async function setUpFrontEnd(
	host: Host,
	site: Site,
	{ state, words }: { readonly state: SystemState; readonly words: readonly string[] },
	action: ActionOptions,
): Promise<readonly string[]> {
	if (state === 'being installed') {
		await apply(installation(host, site), action, [...INSTALLED, atFirstBoot(words)]);
		await ensureKeys(layout(site.eucalyptus).keys, { now: new Date(action.clock.now()) });
		return [];
	}

	await apply(installation(host, site), action, FRONT_END_UP);
	await firstBootIsDone();
	return giveKeys(await readConf(`${site.systemRoot === '/' ? '' : site.systemRoot}/etc/default/eucalyptus`), action);
}

/** Sets a VM container up. */
export async function setUpNode(host: Host, site: Site, state: SystemState, action: ActionOptions): Promise<void> {
	await apply(installation(host, site), action, state === 'up' ? NODE_UP : INSTALLED);
}

function installation(host: Host, site: Site): Installation {
	return { site, hosts: [host], facts: new Map(), surveys: new Map(), failed: new Map() };
}

/** Nodes that are not up yet are named; they stop nobody. */
async function giveKeys({ EUCALYPTUS: eucalyptus, NODES }: Conf, { reporter, clock, signal }: ActionOptions) {
	const notify = (text: string, host: string) => reporter.notify(message('NOTE', { text }, host));
	const results = await syncKeys({
		eucalyptus,
		hosts: [...new Set(NODES.map((node) => node.replace(/:\d+$/, '')))],
		dryRun: false,
		clock,
		signal,
		open: async (name) => {
			if (isThisMachine(name)) {
				return undefined;
			}

			const { sshHost } = await import('../transport/ssh.ts');
			// The nodes of a new cluster are strangers to ssh; one whose key has changed is still refused.
			return sshHost({
				name,
				reachTimeoutMs: NODE_REACH_MS,
				acceptNewHostKeys: true,
				onNewHostKey: (host, type, fingerprint) =>
					reporter.notify(message('HOST_KEY_RECORDED', { type, fingerprint }, host)),
			});
		},
	});
	return results.flatMap((result) => {
		if (result.kind !== 'failed') {
			const isNew = result.kind === 'written' && result.files > 0;
			notify(isNew ? `has its keys now (${result.files} files)` : 'has its keys', result.host);
			return [];
		}

		const problem = result.problem.split('\n')[0] ?? '';
		reporter.notify(message('WARNING', { text: `has not got its keys: ${problem}` }, result.host));
		return [result.host];
	});
}
