import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ControlGroup, newControlGroup } from './control-group.ts';
import { onlyChildOf, startUntilReady } from './program.ts';

/** Where the hosts of one cluster stand: everything that they are ends when it does, also when the driver is killed. */
export interface Rack {
	/** Its process 1, as this machine counts. */
	readonly pid: number;
	/** In its own mount table: the hosts' disks. */
	readonly directory: string;
	/** The same as seen from here. */
	readonly seenFromHere: string;
	/** Words that run a program in the rack's network, with this machine's files: the driver's desk beside the rack. */
	readonly atTheWire: readonly string[];
	/** Words that run a program as if it had been started by the rack. */
	readonly inside: readonly string[];
	readonly group: ControlGroup;
	stop(): Promise<void>;
}

/** The rack's own address, which the hosts have as their gateway. */
export const GATEWAY = '10.1.0.1';
export const PREFIX_LENGTH = 16;

export async function startRack(): Promise<Rack> {
	// All racks use one mount point: each sees only what it has mounted itself.
	const directory = join(tmpdir(), 'test-rack');
	mkdirSync(directory, { recursive: true });
	const script = join(import.meta.dirname, 'rack.sh');
	const { child: supervisor } = await startUntilReady('setpriv', [
		...['--pdeathsig', 'KILL'],
		...['unshare', '-m', '-n', '-p', '--fork', '--kill-child=KILL', '--mount-proc'],
		...['bash', script, directory, `${GATEWAY}/${PREFIX_LENGTH}`],
	]);
	const pid = onlyChildOf(Number(supervisor.pid));
	const group = newControlGroup(pid);
	return {
		pid,
		directory,
		seenFromHere: `/proc/${pid}/root${directory}`,
		atTheWire: ['nsenter', '-t', String(pid), '-n'],
		inside: ['nsenter', '-t', String(pid), '-m', '-p'],
		group,
		async stop() {
			const gone = new Promise((resolve) => supervisor.once('exit', resolve));
			supervisor.kill('SIGKILL'); // --kill-child takes process 1 along, and the kernel everything below it
			await gone;
			await group.remove();
		},
	};
}
