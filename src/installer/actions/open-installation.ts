import { existsSync } from 'node:fs';
import { hostsOf } from '../../site/hosts.ts';
import { loadSite } from '../../site/load.ts';
import { installerErrors } from '../errors.ts';
import type { Installation } from '../phases/phase.ts';
import { openHost } from '../transport/open-host.ts';
import type { SshOptions } from '../transport/ssh-target.ts';

export interface InstallationOptions extends SshOptions {
	/** Path of site.yaml. */
	readonly site: string;
	/** Only these hosts of it. */
	readonly only?: readonly string[];
}

/** Reads the site and opens its hosts. A host that cannot be opened counts as failed and stops no other. */
export async function openInstallation({
	site: file,
	only = [],
	...options
}: InstallationOptions): Promise<Installation> {
	mustExist(file);
	const site = await loadSite(file);
	const all = hostsOf(site);
	const stranger = only.find((name) => !all.includes(name));
	if (stranger !== undefined) {
		throw installerErrors('HOST_NOT_IN_SITE', { host: stranger, file, known: all.slice(0, 20).join(', ') });
	}

	const wanted = only.length === 0 ? all : only;
	const hosts = await Promise.all(wanted.map((name) => openHost(site, name, options)));
	return { site, hosts, facts: new Map(), surveys: new Map(), failed: new Map() };
}

export async function closeInstallation({ hosts }: Installation): Promise<void> {
	await Promise.all(hosts.map((host) => host.close()));
}

/** Opens hosts of the site for some work, and closes them whatever happens. */
export async function withHosts<T>(
	options: InstallationOptions,
	work: (installation: Installation) => Promise<T>,
): Promise<T> {
	const installation = await openInstallation(options);
	try {
		return await work(installation);
	} finally {
		await closeInstallation(installation);
	}
}

/** A site file; the error says how to get one. */
export function mustExist(file: string): void {
	if (!existsSync(file)) {
		throw installerErrors('NO_SITE', { file });
	}
}
