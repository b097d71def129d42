// Keeps a cluster for people until it is told to end: keep.ts NODES. Started by `make cluster-up`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../src/common/atomic-file.ts';
import { startCluster, type TestCluster } from './cluster.ts';
import { directory } from './keeper.ts';
import { putUnderBridge } from './put-under-bridge.ts';

const checkout = join(import.meta.dirname, '../..');

const nodes = Array.from({ length: Number(process.argv[2]) }, (_, index) => `node${index + 1}`);
const ended = Promise.withResolvers<void>();
process.once('SIGTERM', () => ended.resolve());
mkdirSync(directory, { recursive: true });
writeFileSync(join(directory, 'pid'), `${process.pid}\n`);
const cluster = await startCluster([
	{ name: 'frontend', services: 'all', mounts: [{ source: checkout, target: checkout, options: 'ro' }] },
	// Room for instances: the smallest type is promised 10 GB.
	...nodes.map((name) => ({ name, services: 'all' as const, diskSize: '24g' })),
]);
await Promise.all(nodes.map((name) => putUnderBridge(cluster.host(name))));
await writeFileAtomic(join(directory, 'ssh_config'), sshConfig(cluster), { mode: 0o600 });
await ended.promise;
await cluster.stop();
rmSync(directory, { recursive: true });

/** Hosts are reached through the wire, where only programs stand that were put there. */
function sshConfig({ hosts, pid, sshDirectory }: TestCluster): string {
	const addresses = [...hosts.values()].map(({ name, address }) => `Host ${name}\n\tHostName ${address}\n`);
	return [
		...addresses,
		'Host *',
		'\tUser root',
		`\tIdentityFile ${sshDirectory}/id_ed25519`,
		`\tUserKnownHostsFile ${sshDirectory}/known_hosts`,
		`\tProxyCommand nsenter -t ${pid} -n busybox nc %h %p`,
		'',
	].join('\n');
}
