import { existsSync } from 'node:fs';
import { hostsOf } from '../../site/hosts.ts';
import { loadSite } from '../../site/load.ts';
import { installerErrors } from '../errors.ts';
import type { Installation } from '../phases/phase.ts';
import type { Host } from '../transport/host.ts';
import { openHost } from '../transport/open-host.ts';
import type { SshOptions } from '../transport/ssh-target.ts';

export interface InstallationOptions extends SshOptions {
	/** Path of site.yaml. */
	readonly site: string;
	/** Only these hosts of it. */
	readonly only?: readonly string[];
}

/** Opens hosts of the site for some work, and closes them whatever happens. */
export async function withHosts<T>(
	{ site: file, only = [], ...options }: InstallationOptions,
	work: (installation: Installation) => Promise<T>,
): Promise<T> {
	mustExist(file);
	const site = await loadSite(file);
	const all = hostsOf(site);
	const stranger = only.find((name) => !all.includes(name));
	if (stranger !== undefined) {
		throw installerErrors('HOST_NOT_IN_SITE', { host: stranger, file, known: all.slice(0, 20).join(', ') });
	}

	const wanted = only.length === 0 ? all : only;
	const opened: Host[] = [];
	const openMore = async (name: string) => {
		const host = await openHost(site, name, options);
		opened.push(host);
		return host;
	};
	try {
		const hosts = await Promise.all(wanted.map(openMore));
		return await work({ site, hosts, facts: new Map(), surveys: new Map(), failed: new Map(), openMore });
	} finally {
		await Promise.all(opened.map((host) => host.close()));
	}
}

/** A site file; the error says how to get one. */
export function mustExist(file: string): void {
	if (!existsSync(file)) {
		throw installerErrors('NO_SITE', { file });
	}
}
