// What it costs to work on 64 hosts: CPU time of our side and of all hosts together, beside what others take for the same
// on the same hosts in the same run. Needs root and the packages of debian-bench.txt and
// `npm run build`; HOSTS=8 makes a quick look of it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureKeys } from '../generators/keys.ts';
import { layout } from '../src/common/layout.ts';
import { startCluster } from '../test/cluster/cluster.ts';
import { report } from './support/report.ts';

const HOSTS = Number(process.env['HOSTS'] ?? 64);
const STEPS = 20;
const checkout = join(import.meta.dirname, '..');
const home = mkdtempSync(join(tmpdir(), 'euca-fan-out-'));
/** As it is installed. */
const program = (name: string) => `${process.execPath} ${checkout}/dist/programs/${name}.js`;
const names = Array.from({ length: HOSTS }, (_, index) => `node${index + 1}`);
const all = `node[1-${HOSTS}]`;
const cluster = await startCluster(names.map((name) => ({ name })));
try {
	await cluster.sh(`cp -r ${cluster.sshDirectory} ${home}/.ssh`);
	const config = join(home, '.ssh/config');
	const own = `Host *\n\tUser root\n\tIdentityFile ${home}/.ssh/id_ed25519\n\tUserKnownHostsFile ${home}/.ssh/known_hosts\n`;
	writeFileSync(config, own);
	writeFileSync(
		join(home, 'hosts'),
		[...cluster.hosts.values()].map(({ name, address }) => `${address} ${name}\n`).join(''),
	);
	const client = (steps: number) =>
		cost(`${process.execPath} ${checkout}/bench/support/fan-out-client.ts ${steps} ${home}/.ssh ${names.join(' ')}`);
	const shared = `-o ControlMaster=auto -o ControlPath=${home}/%C -o ControlPersist=30`;
	const each = (options: string) =>
		`for name in ${names.join(' ')}; do ssh -F ${config} ${options} $name true & done; wait`;

	const connect = await client(1);
	const connectPeer = await cost(each(''));
	const steps = (await client(1 + STEPS)) - connect;
	await cost(each(shared));
	const stepsPeer = await cost(each(shared));
	await cluster.try(
		`for name in ${names.join(' ')}; do ssh -F ${config} -o ControlPath=${home}/%C -O exit $name; done`,
	);

	const probe = await cost(`cd ${home} && ${program('euca-setup')} --probe --yes ${names.join(' ')}`, [0, 1, 2]);
	writeFileSync(join(home, 'ansible.cfg'), ansibleConfig(config));
	writeFileSync(join(home, 'inventory'), names.map((name) => `${name}\n`).join(''));
	const ansible = `cd ${home} && ansible all -i inventory -m setup`;
	const probePeer = await cost(ansible);
	const pipelined = await cost(`export ANSIBLE_PIPELINING=1; ${ansible}`);

	const eucalyptus = join(home, 'eucalyptus');
	const { keys } = layout(eucalyptus);
	mkdirSync(eucalyptus);
	await ensureKeys(keys, { now: new Date() });
	const conf = join(home, 'eucalyptus.conf');
	writeFileSync(conf, `EUCALYPTUS="${eucalyptus}"\nNODES="${names.join(' ')}"\n`);
	const sync = await cost(`${program('euca_sync_key')} -c ${conf}`);
	const again = await cost(`${program('euca_sync_key')} -c ${conf}`);
	const files = ['cloud-cert.pem', 'cluster-cert.pem', 'node-cert.pem', 'node-pk.pem', 'vdekey', 'vdekey.pub'];
	const clush = `clush -q -f 64 -o '-F ${config}' -w ${all}`;
	const copies = `${clush} --copy ${files.map((name) => join(keys, name)).join(' ')} --dest /srv/peer/`;
	const syncPeer = await cost(`${clush} 'mkdir -p -m 700 /srv/peer' && ${copies} && ${clush} 'chmod 600 /srv/peer/*'`);

	const cpu = (what: string, ours: number, aim: number, peer: string, value: number) => ({
		what: `${what}, CPU per host`,
		unit: 'ms' as const,
		ours: ours / HOSTS,
		aim: aim / HOSTS,
		peer: { name: peer, value: value / HOSTS },
	});
	report([
		cpu('connect and one command', connect, 40 * HOSTS, 'ssh HOST true', connectPeer),
		cpu('one further command', steps / STEPS, 5 * HOSTS, 'ssh over a shared connection', stepsPeer),
		cpu('probe', probe, probePeer / 20, 'ansible -m setup', probePeer),
		cpu('probe', probe, pipelined / 20, 'ansible -m setup with pipelining', pipelined),
		cpu('euca_sync_key', sync, syncPeer / 3, 'clush and its scp', syncPeer),
		cpu('euca_sync_key with nothing to do', again, syncPeer / 3, 'clush and its scp', syncPeer),
	]);
} finally {
	await cluster.stop();
	rmSync(home, { recursive: true, force: true });
}

/** CPU milliseconds of everything: the command, what it started, and all hosts, until these are quiet again. */
async function cost(command: string, ok: readonly number[] = [0]): Promise<number> {
	const before = cluster.cpuMs();
	const env = { HOME: home, ANSIBLE_CONFIG: join(home, 'ansible.cfg'), PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
	// The names of the hosts are in /etc/hosts of everybody, as in every cluster.
	const there = `mount --bind ${home}/hosts /etc/hosts && ${command}`;
	const { exitCode, stdout, stderr } = await cluster.try(`unshare -m bash --norc -c "$there"`, {
		env: { ...env, there },
		timeoutMs: 900_000,
	});
	if (!ok.includes(exitCode)) {
		throw new Error(`${command}\nended with ${exitCode}\n${stdout.slice(-3000)}\n${stderr.slice(-3000)}`);
	}

	await delay(1000);
	return cluster.cpuMs() - before;
}

/** As Ansible comes, but for more hosts side by side. */
function ansibleConfig(sshConfig: string): string {
	return [
		'[defaults]',
		'forks = 16',
		'interpreter_python = /usr/bin/python3',
		'[ssh_connection]',
		`ssh_args = -F ${sshConfig} -C -o ControlMaster=auto -o ControlPersist=60s`,
		'',
	].join('\n');
}
