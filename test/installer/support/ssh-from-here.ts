import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../../src/installer/transport/host.ts';
import { sshHost } from '../../../src/installer/transport/ssh.ts';
import type { SshTarget } from '../../../src/installer/transport/ssh-target.ts';
import type { TestCluster } from '../../cluster/cluster.ts';

/** An operator's ~/.ssh from which the hosts of a test cluster are reached, though this machine is not on their wire. */
export interface SshFromHere {
	readonly directory: string;
	/** `extra` comes before everything else in the configuration, where it wins. */
	open(name: string, options?: Omit<Partial<SshTarget>, 'name'> & { readonly extra?: string }): Host;
	/** Path of a file in the directory. */
	write(name: string, text: string): string;
	remove(): void;
}

export function sshFromHere(cluster: TestCluster): SshFromHere {
	const directory = mkdtempSync(join(tmpdir(), 'euca-operator-'));
	const write = (name: string, text: string) => {
		writeFileSync(join(directory, name), text, { mode: 0o600 });
		return join(directory, name);
	};
	for (const name of ['id_ed25519', 'id_ed25519.pub', 'known_hosts']) {
		write(name, readFileSync(join(cluster.sshDirectory, name), 'utf8'));
	}

	const addresses = [...cluster.hosts.values()].map(({ name, address }) => `Host ${name}\n\tHostName ${address}\n`);
	const wire = `Host *\n\tProxyCommand nsenter -t ${cluster.pid} -n busybox nc %h %p\n`;
	return {
		directory,
		open(name, { extra = '', ...options } = {}) {
			write('config', `${extra}\n${addresses.join('')}${wire}`);
			return sshHost({ name, sshDirectory: directory, ...options });
		},
		write,
		remove: () => rmSync(directory, { recursive: true, force: true }),
	};
}

/** Opens, works, closes. */
export async function on<T>(host: Host, work: (host: Host) => Promise<T>): Promise<T> {
	try {
		return await work(host);
	} finally {
		await host.close();
	}
}
