import { readFile } from 'node:fs/promises';
import { saveSiteText, siteOf, withDrained, withNode } from '../../site/edit.ts';
import { hostEntry } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import { installerErrors } from '../errors.ts';
import { message } from '../messages.ts';
import { mustBeHostNames } from '../transport/host-name.ts';
import { openHost } from '../transport/open-host.ts';
import { apply } from './apply.ts';
import { type InstallationOptions, mustExist, withHosts } from './open-installation.ts';
import type { ActionOptions } from './run-options.ts';

export interface AddNodeOptions {
	readonly node: string;
	/** Not needed where the site has one. */
	readonly cluster?: string | undefined;
	readonly address?: string | undefined;
}

/**
 * Puts a node into the site and sets it up; only it and the head of its cluster are touched, however many there are. A host
 * that does not answer is not put into the site. One that is there already is finished, or put to use again.
 */
export async function addNode(
	where: InstallationOptions,
	{ node, cluster, address }: AddNodeOptions,
	options: ActionOptions,
): Promise<void> {
	const { site: path, ...ssh } = where;
	mustBeHostNames(node);
	mustExist(path);
	const before = { path, text: await readFile(path, 'utf8') };
	const present = siteOf(before);
	const member = hostEntry(present, node)?.memberOf;
	const name = member?.name ?? clusterFor(present, cluster);
	const joined = withNode(before, { node, cluster: name, address });
	const after = present.hosts[node]?.drained === true ? withDrained(joined, node, false) : joined;
	const site = siteOf(after);
	const host = await openHost(site, node, ssh);
	try {
		await host.exec(['id', '-u']);
	} finally {
		await host.close();
	}

	if (after.text !== before.text) {
		await saveSiteText(after);
		options.reporter.notify(message('NOTE', { text: `is a node of ${name} in ${path} now` }, node));
	}

	const head = site.clusters.find((each) => each.name === name)?.host ?? site.cloud.host;
	await withHosts({ ...where, only: [...new Set([head, node])] }, (installation) => apply(installation, options));
}

function clusterFor({ clusters }: Site, wanted: string | undefined): string {
	const known = clusters.map(({ name }) => name).join(', ');
	const only = clusters.length === 1 ? clusters[0]?.name : undefined;
	const name = wanted ?? only;
	if (name === undefined || !clusters.some((each) => each.name === name)) {
		const problem = name === undefined ? 'it must be said which one' : `${name} is none of them`;
		throw installerErrors('WHICH_CLUSTER', { problem, known });
	}

	return name;
}
