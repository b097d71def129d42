import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const PREFIX = 'test-rack-';

/** A group of processes whose CPU time is counted together, of those that have ended too, and that can be frozen. */
export interface ControlGroup {
	/** The file system path; a process joins by writing its id to cgroup.procs there. */
	readonly path: string;
	child(name: string): ControlGroup;
	add(pid: number): void;
	/** User and system time of all that ever ran in it or below. */
	cpuMs(): number;
	freeze(frozen: boolean): Promise<void>;
	/** Waits until it is empty. */
	remove(): Promise<void>;
}

/** One for a new rack, named by its process. Groups of racks that were killed go; those of others that live may be empty for now. */
export function newControlGroup(pid: number): ControlGroup {
	const root = cgroup2();
	const isGone = (name: string) => !existsSync(join('/proc', name.slice(PREFIX.length)));
	for (const old of readdirSync(root).filter((entry) => entry.startsWith(PREFIX) && isGone(entry))) {
		removeEmpty(join(root, old));
	}

	return group(join(root, `${PREFIX}${pid}`));
}

function cgroup2(): string {
	const found = ['/sys/fs/cgroup', '/sys/fs/cgroup/unified'].find((path) =>
		existsSync(join(path, 'cgroup.controllers')),
	);
	if (found === undefined) {
		throw new Error('no cgroup2 file system is mounted: the test hosts need one to be frozen and to count CPU time');
	}

	return found;
}

function group(path: string): ControlGroup {
	mkdirSync(path, { recursive: true });
	const file = (name: string) => join(path, name);
	return {
		path,
		child: (name) => group(file(name)),
		add: (pid) => writeFileSync(file('cgroup.procs'), String(pid)),
		cpuMs: () => Number(/^usage_usec (\d+)/m.exec(readFileSync(file('cpu.stat'), 'utf8'))?.[1]) / 1000,
		async freeze(frozen) {
			writeFileSync(file('cgroup.freeze'), frozen ? '1' : '0');
			while (!readFileSync(file('cgroup.events'), 'utf8').includes(`frozen ${frozen ? 1 : 0}`)) {
				await delay(5);
			}
		},
		async remove() {
			for (let attempt = 0; attempt < 200 && existsSync(path) && !removeEmpty(path); attempt += 1) {
				await delay(20);
			}
		},
	};
}

/** False: somebody is still in it. */
function removeEmpty(path: string): boolean {
	try {
		for (const entry of readdirSync(path, { withFileTypes: true }).filter((each) => each.isDirectory())) {
			removeEmpty(join(path, entry.name));
		}

		rmdirSync(path);
		return true;
	} catch {
		return false;
	}
}
