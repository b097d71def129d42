import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostSpec, startHost, type TestHost } from './host.ts';
import { inGroup } from './power.ts';
import { execute, type Outcome, type ProgramOptions, succeed } from './program.ts';
import { startRack } from './rack.ts';

export type NewHost = Omit<HostSpec, 'address'> & { readonly address?: string };

/** Hosts on one wire. Ends completely with `stop`, and also when the driver is killed. */
export interface TestCluster {
	/** The rack's process 1: `nsenter -t PID -n COMMAND` runs a command of this machine at the wire. */
	readonly pid: number;
	readonly hosts: ReadonlyMap<string, TestHost>;
	/** Throws if there is none of that name. */
	host(name: string): TestHost;
	/** Boots one more; every host learns its name. */
	add(host: NewHost): Promise<TestHost>;
	addAll(hosts: readonly NewHost[]): Promise<void>;
	/** Takes a host away as if it had never been. */
	remove(name: string): Promise<void>;
	/** A directory that hosts may mount as `source`, and see each other's files in. */
	share(name: string): string;
	/** At the wire stands a desk: a shell of this machine there, with this machine's files. */
	sh(script: string, options?: ProgramOptions): Promise<string>;
	try(script: string, options?: ProgramOptions): Promise<Outcome>;
	/** Holds id_ed25519, which logs in everywhere as root, and known_hosts with every host. For the desk. */
	readonly sshDirectory: string;
	/** CPU time of all hosts and of everything at the desk together. */
	cpuMs(): number;
	stop(): Promise<void>;
}

/**
 * Boots hosts side by side and waits until each answers. A host called frontend gets the private key, as a front-end
 * has it, and knows everybody's host key.
 */
export async function startCluster(hosts: readonly NewHost[]): Promise<TestCluster> {
	const rack = await startRack();
	try {
		return await fill(rack, hosts);
	} catch (error) {
		await rack.stop();
		throw error;
	}
}

async function fill(rack: Awaited<ReturnType<typeof startRack>>, hosts: readonly NewHost[]): Promise<TestCluster> {
	const sshDirectory = join(rack.seenFromHere, '.ssh');
	const key = join(sshDirectory, 'id_ed25519');
	mkdirSync(sshDirectory, { mode: 0o700 });
	await succeed('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test cluster', '-f', key]);
	const authorizedKey = readFileSync(`${key}.pub`, 'utf8').trim();
	const running = new Map<string, TestHost>();
	let made = 0;
	const start = async (spec: NewHost) => {
		made += 1;
		const address = spec.address ?? (spec.name === 'frontend' ? '10.1.0.10' : `10.1.1.${made}`);
		const host = await startHost(rack, { ...spec, address }, authorizedKey);
		running.set(spec.name, host);
		return host;
	};
	const introduce = async () => {
		const all = [...running.values()].filter(({ address }) => address !== '');
		const names = all.map(({ name, address }) => `${address} ${name}\n`).join('');
		const keys = all.map(({ name, address, hostKey }) => `${name},${address} ${hostKey}\n`).join('');
		writeFileSync(join(sshDirectory, 'known_hosts'), keys);
		await inParallel([...running.values()], async (host) => {
			const own = host.address === '' ? `127.0.1.1 ${host.name}\n` : names;
			await host.sh('cat >/etc/hosts', { input: `127.0.0.1 localhost\n${own}` });
		});
		await Promise.all(all.map((host) => host.up()));
		const frontend = running.get('frontend');
		if (frontend !== undefined && frontend.address !== '') {
			await frontend.put(key, '/root/.ssh/id_ed25519', 0o600);
			await frontend.put(join(sshDirectory, 'known_hosts'), '/root/.ssh/known_hosts', 0o600);
		}
	};
	const addAll = async (specs: readonly NewHost[]) => {
		await inParallel(specs, start);
		await introduce();
	};
	await addAll(hosts);
	const deskGroup = rack.group.child('desk').path;
	const desk = (text: string) =>
		inGroup(deskGroup, ['nsenter', '-t', String(rack.pid), '-n', 'bash', '--norc', '-c', text]);
	const named = (name: string) => {
		const host = running.get(name);
		if (host === undefined) {
			throw new Error(`the cluster has no host ${name}`);
		}

		return host;
	};
	return {
		pid: rack.pid,
		hosts: running,
		host: named,
		async add(spec) {
			await addAll([spec]);
			return named(spec.name);
		},
		addAll,
		async remove(name) {
			await named(name).remove();
			running.delete(name);
		},
		share(name) {
			mkdirSync(join(rack.seenFromHere, 'shares', name), { recursive: true });
			return join(rack.directory, 'shares', name);
		},
		sh: (text, options) => succeed(...desk(text), options),
		try: (text, options) => execute(...desk(text), options),
		sshDirectory,
		cpuMs: rack.group.cpuMs,
		stop: rack.stop,
	};
}

/** More at once than this only makes them wait for each other. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
	const queue = items.values();
	await Promise.all(
		Array.from({ length: 8 }, async () => {
			for (const item of queue) {
				await work(item);
			}
		}),
	);
}
