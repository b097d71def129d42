import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { baseTree } from './base-tree.ts';
import { type Cable, layCable } from './cable.ts';
import { inGroup, power } from './power.ts';
import { execute, type Outcome, onlyChildOf, type ProgramOptions, startUntilReady, succeed } from './program.ts';
import type { Rack } from './rack.ts';
import { LIST_FILES, readSnapshot, type Snapshot } from './snapshot.ts';

export interface HostSpec {
	readonly name: string;
	/** On the wire; '' stands alone. */
	readonly address: string;
	/** `debian` (the default): a fresh Debian with start scripts and sshd. `this machine`: a copy of it, nothing running. */
	readonly root?: 'debian' | 'this machine';
	/**
	 * Started at boot. Default `sshd` alone, which is lighter; `all` is what Debian's packages start, libvirt among it.
	 * `systemd` is for a copy of this machine: its systemd is process 1 there, and has units of its own only.
	 */
	readonly services?: 'all' | 'sshd' | 'systemd';
	readonly mounts?: readonly Mount[];
	/** How much may be written to its disk, as tmpfs takes it. Default 8g. */
	readonly diskSize?: string;
}

export interface Mount {
	/** A directory of this machine, or one that `TestCluster.share` made. */
	readonly source: string;
	readonly target: string;
	readonly options?: 'rw' | 'ro';
}

/** A machine made of namespaces, with its own disk (in memory), network, processes and host name. */
export interface TestHost extends Pick<Cable, 'cut' | 'join'> {
	readonly name: string;
	readonly address: string;
	/** `ssh-ed25519 AAAA…`, as known_hosts takes it. */
	readonly hostKey: string;
	/** Runs a shell script in the host, without ssh; the script is the test's own text. */
	sh(script: string, options?: ProgramOptions & { readonly ok?: readonly number[] }): Promise<string>;
	/** The same without an opinion on the exit code. */
	try(script: string, options?: ProgramOptions): Promise<Outcome>;
	/** Copies a file of this machine there. */
	put(localPath: string, path: string, mode?: number): Promise<void>;
	/** Resolves when sshd answers. */
	up(): Promise<void>;
	/** How often it has booted; a `reboot` in the host counts. */
	boots(): number;
	/** Pulls the plug; the disk stays. */
	powerOff(): Promise<void>;
	powerOn(): Promise<void>;
	/** Pulls the plug and puts it in again. */
	reset(): Promise<void>;
	/** That share of all packets from and to the host is lost; 0 heals it. */
	loss(percent: number): Promise<void>;
	/** A frozen host accepts connections and never answers. */
	freeze(): Promise<void>;
	thaw(): Promise<void>;
	/** Programs that start from now on, and sshd, see a clock that is off by so much. */
	skewClock(seconds: number): Promise<void>;
	/** All files of its disk, to be compared by `differences`. */
	snapshot(): Promise<Snapshot>;
	/** CPU time of all its processes since it was made. */
	cpuMs(): number;
	/** Ends it and forgets its disk. */
	remove(): Promise<void>;
}

/** A server that was started under the true clock breaks its sessions when they see another. */
const RESTART_SSHD = '/etc/init.d/ssh restart </dev/null >/dev/null 2>&1';

export async function startHost(rack: Rack, spec: HostSpec, authorizedKey: string): Promise<TestHost> {
	const { name, address, root = 'debian', services = 'sshd', diskSize = '8g', mounts = [] } = spec;
	const lower = root === 'debian' ? await baseTree() : '/';
	const disk = join(rack.directory, name);
	const diskHere = join(rack.seenFromHere, name);
	const group = rack.group.child(name);
	const { child: holder, said } = await startUntilReady(
		...inGroup(group.path, [
			...[...rack.inside, 'unshare', '-n', 'bash', join(import.meta.dirname, 'host-case.sh')],
			...[disk, diskSize, name, authorizedKey],
		]),
	);
	const casePid = String(onlyChildOf(Number(holder.pid)));
	appendFileSync(
		join(diskHere, 'mounts'),
		mounts.map(({ source, target, options = 'rw' }) => `${source} ${target} ${options}\n`).join(''),
	);
	const { plugIn, ...cable } = await layCable(rack, casePid, address);
	const boot = [disk, name, lower, services];
	const supply = power({ casePid, group: group.path, boot, plugIn });
	const inside = (text: string): [string, string[]] => {
		const init = supply.init();
		if (init === undefined) {
			throw new Error(`${name} is off`);
		}

		return inGroup(group.path, ['nsenter', '-t', init, '-a', 'bash', '--norc', '-c', text]);
	};
	await supply.on();
	return {
		name,
		address,
		hostKey: said.trim().split(' ').slice(0, 2).join(' '),
		...cable,
		boots: supply.boots,
		powerOn: supply.on,
		powerOff: supply.off,
		freeze: () => group.freeze(true),
		thaw: () => group.freeze(false),
		cpuMs: group.cpuMs,
		sh: async (text, options) => succeed(...inside(text), options),
		try: async (text, options) => execute(...inside(text), options),
		async put(localPath, path, mode = 0o644) {
			const text = `cat >'${path}' && chmod ${mode.toString(8)} '${path}'`;
			await succeed(...inside(text), { input: readFileSync(localPath) });
		},
		async up() {
			const answers = `until read -t 2 line <>/dev/tcp/${address}/22; do sleep 0.05; done 2>/dev/null`;
			await succeed('nsenter', ['-t', String(rack.pid), '-n', 'timeout', '60', 'bash', '-c', answers]);
		},
		async reset() {
			await supply.off();
			await supply.on();
		},
		async skewClock(seconds) {
			const offset = `${seconds < 0 ? '' : '+'}${seconds}`;
			const library = 'ls /usr/lib/*/faketime/libfaketime.so.1 >/etc/ld.so.preload';
			await succeed(...inside(`echo '${offset}' >/etc/faketimerc; ${library}; ${RESTART_SSHD}`));
		},
		snapshot: async () => readSnapshot(await succeed(...inside(LIST_FILES)), join(diskHere, 'upper'), lower),
		async remove() {
			await group.freeze(false);
			await supply.off();
			process.kill(Number(casePid), 'SIGKILL');
			await succeed('nsenter', ['-t', String(rack.pid), '-m', 'sh', '-c', 'umount "$1" && rmdir "$1"', 'sh', disk]);
			await group.remove();
		},
	};
}
