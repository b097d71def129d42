import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../common/errors.ts';
import { layout } from '../../common/layout.ts';
import { type SiteText, saveSiteText, siteOf, withDrained, withoutNode } from '../../site/edit.ts';
import { addressOf, hostEntry } from '../../site/hosts.ts';
import type { Site, SiteCluster } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import type { Installation } from '../phases/phase.ts';
import { ourDomains } from '../phases/remains.ts';
import { mustBeHostNames } from '../transport/host-name.ts';
import { openHost } from '../transport/open-host.ts';
import { apply } from './apply.ts';
import { type InstallationOptions, mustExist, withHosts } from './open-installation.ts';
import type { ActionOptions } from './run-options.ts';
import { uninstall } from './uninstall.ts';

export interface RemoveNodeOptions {
	readonly node: string;
	/** A node on which instances run stays without new ones until it is empty. */
	readonly drain: boolean;
	/** End the instances that run there. */
	readonly endInstances: boolean;
	/** The machine is dead and will not come back: it is not asked, and nothing is removed from it. */
	readonly gone: boolean;
}

/** How long instances that were told to end may take. */
const PATIENCE_MS = 180_000;

/**
 * Takes a node out: first it gets no new instances, then it is looked at, then it is emptied and leaves the site. While
 * instances run there it refuses, unless it is told to end them; then the node is as it was, or, with `drain`, drained.
 */
export async function removeNode(
	where: InstallationOptions,
	wanted: RemoveNodeOptions,
	options: ActionOptions,
): Promise<void> {
	const { node, gone } = wanted;
	mustBeHostNames(node);
	mustExist(where.site);
	const before: SiteText = { path: where.site, text: await readFile(where.site, 'utf8') };
	const site = siteOf(before);
	const cluster = clusterOf(site, node, where.site);
	const tellHead = async (text: SiteText) => {
		await saveSiteText(text);
		await withHosts({ ...where, only: [cluster.host] }, (head) => apply(head, options));
	};
	if (!gone) {
		await mustAnswer(site, node, where);
	}

	const drained = withDrained(before, node, true);
	await tellHead(drained);
	if (!gone) {
		await empty(where, site, wanted, options, async () => {
			if (!wanted.drain && site.hosts[node]?.drained !== true) {
				await tellHead(before);
			}
		});
		await withHosts({ ...where, only: [node] }, (installation) =>
			uninstall(installation, { ...options, keepState: false, mode: 'apply' }),
		);
	}

	await tellHead(withoutNode(drained, node));
	options.reporter.notify(message('NEXT_STEP', { text: `${node} is no longer a node of ${cluster.name}.` }));
}

function clusterOf(site: Site, node: string, file: string): SiteCluster {
	const { memberOf, roles = [] } = hostEntry(site, node) ?? {};
	if (memberOf === undefined) {
		const known = site.clusters.flatMap(({ nodes }) => nodes).slice(0, 20);
		throw installerErrors('NOT_A_NODE', { host: node, file, known: known.join(', ') || 'none' });
	}

	if (roles.length > 1) {
		const others = roles.filter((role) => role !== 'node').join(' and ');
		throw installerErrors('NODE_HAS_OTHER_ROLES', { host: node, roles: `${others} controller`, file });
	}

	return memberOf;
}

/** Before anything is changed for its sake. */
async function mustAnswer(site: Site, node: string, { site: _, only: __, ...ssh }: InstallationOptions): Promise<void> {
	const host = await openHost(site, node, ssh);
	try {
		await host.exec(['true']);
	} catch (error) {
		throw installerErrors('NODE_SILENT', { host: node, problem: messageOf(error) }, { cause: error });
	} finally {
		await host.close();
	}
}

/** Throws NODE_BUSY while instances run there that nobody said to end; `giveBack` is called before. */
async function empty(
	where: InstallationOptions,
	site: Site,
	{ node, drain, endInstances }: RemoveNodeOptions,
	options: ActionOptions,
	giveBack: () => Promise<void>,
): Promise<void> {
	const { site: _, only: __, ...ssh } = where;
	const host = await openHost(site, node, ssh);
	try {
		let instances = await ourDomains(site, host);
		if (instances.length > 0 && !endInstances) {
			await giveBack();
			const next = drain
				? `it gets no new ones; run the same command again when they have ended, or with --end-instances, or take the node back with "euca-setup add-node ${node}"`
				: 'nothing was changed; add --drain to let it get no new ones until they have ended, or --end-instances to end them';
			throw installerErrors('NODE_BUSY', {
				host: node,
				count: instances.length,
				instances: instances.join(', '),
				next,
			});
		}

		if (instances.length > 0) {
			await withHosts({ ...where, only: [site.cloud.host] }, (cloud) => endAll(cloud, node, instances, options));
		}

		const deadline = options.clock.now() + PATIENCE_MS;
		while (instances.length > 0 && options.clock.now() < deadline) {
			await options.clock.sleep(1000, options.signal);
			instances = await ourDomains(site, host);
		}
	} finally {
		await host.close();
	}
}

/** The cluster controller ends them, so that their owners see them terminated. */
async function endAll(
	{ site, hosts: [cloud] }: Installation,
	node: string,
	instances: readonly string[],
	{ reporter }: ActionOptions,
): Promise<void> {
	const cluster = hostEntry(site, node)?.memberOf;
	if (cloud === undefined || cluster === undefined) {
		return;
	}

	const head = cluster.host === cloud.name ? 'localhost' : (addressOf(site, cluster.host) ?? cluster.host);
	const program = join(layout(site.eucalyptus).sbin, 'CCclient_full');
	const env = { EUCALYPTUS: site.eucalyptus };
	for (const id of instances) {
		await cloud.exec([program, `${head}:${cluster.port}`, 'terminateInstances', id], { env, timeoutMs: 60_000 });
		reporter.notify(message('CHANGE_DONE', { sentence: `end the instance ${id}` }, node));
	}
}
