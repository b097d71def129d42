import { hostname, networkInterfaces } from 'node:os';
import { addressOf } from '../../site/hosts.ts';
import type { Site } from '../../site/schema.ts';
import type { Host } from './host.ts';
import { mustBeHostNames } from './host-name.ts';
import { localHost } from './local.ts';
import type { SshOptions } from './ssh-target.ts';

/** A host of the site: this machine itself, or another by ssh. */
export async function openHost(site: Site, name: string, options: SshOptions = {}): Promise<Host> {
	mustBeHostNames(name);
	const address = addressOf(site, name);
	if (isThisMachine(name, address)) {
		return localHost({ name });
	}

	const { sshHost } = await import('./ssh.ts');
	const { user = site.ssh.user, port = site.ssh.port, legacySsh = site.ssh.legacySsh } = options;
	return sshHost({ ...options, user, port, legacySsh, name, address });
}

/** By name or by an address of one of its interfaces. */
export function isThisMachine(name: string, address?: string): boolean {
	const own = hostname();
	const short = own.split('.')[0];
	if (name === own || name === 'localhost' || (name === short && !name.includes('.'))) {
		return true;
	}

	const addresses = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((one) => one.address));
	return addresses.includes(address ?? name);
}
