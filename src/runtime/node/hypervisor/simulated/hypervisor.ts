import { readFileSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

import type { DomainState, Hypervisor } from '../driver.ts';
import { qemuDomainXml } from '../libvirt/domain-xml.ts';
import { bootLog } from './boot-log.ts';

/** What may go wrong in a test: called before each operation, throws to make it fail. */
export type Faults = (operation: 'create' | 'destroy' | 'reboot' | 'reset' | 'list', id: string) => void;

export interface SimulatedHost {
	/** Where it remembers its domains, so that a new process finds them running. */
	readonly directory: string;
	readonly memoryMb: number;
	readonly cores: number;
	readonly faults?: Faults;
}

/** A driver plus what only a simulation can do. */
export interface SimulatedHypervisor extends Hypervisor {
	/** The domain changes by itself: `absent` is a guest that shut down. */
	become(id: string, state: DomainState | 'absent'): Promise<void>;
	/** How often each domain was started, resets included. */
	boots(id: string): number;
}

const storedDomain = z.strictObject({ directory: z.string(), boots: z.int() });
interface Domain {
	directory: string;
	boots: number;
	state: DomainState;
}

/** Thousands of these live in one process: everything is in memory, and one small file per domain survives a restart. */
export async function simulatedHypervisor(host: SimulatedHost): Promise<SimulatedHypervisor> {
	await mkdir(host.directory, { recursive: true });
	const domains = await load(host.directory);
	const fault: Faults = host.faults ?? (() => {});
	const file = (id: string) => join(host.directory, `${id}.json`);
	const save = async (id: string, { directory, boots }: Domain) => {
		await writeFile(file(id), JSON.stringify({ directory, boots }));
	};
	const restart = async (operation: 'reboot' | 'reset', id: string) => {
		fault(operation, id);
		const domain = domains.get(id);
		if (domain === undefined) {
			throw new Error(`domain ${id} does not exist`);
		}

		domain.boots += 1;
		await save(id, domain);
	};
	const remove = async (id: string) => {
		domains.delete(id);
		await rm(file(id), { force: true });
	};

	return {
		kind: 'simulated',
		rootFormat: 'qcow2',
		rebootGapMs: 0,
		capacity: async () => ({ memoryMb: host.memoryMb, cores: host.cores }),
		async list() {
			fault('list', '');
			return new Map([...domains].map(([id, { state }]) => [id, state]));
		},
		describe: (spec) => qemuDomainXml(spec, 'qemu'),
		async create(id, directory) {
			fault('create', id);
			if (!domains.has(id)) {
				const domain: Domain = { directory, boots: 1, state: 'running' };
				domains.set(id, domain);
				await save(id, domain);
			}
		},
		async forget() {},
		async destroy(id) {
			fault('destroy', id);
			await remove(id);
		},
		shutDown: remove,
		async askReboot(id) {
			await restart('reboot', id);
			return { rebooted: Promise.resolve(true) };
		},
		reset: (id) => restart('reset', id),
		async console(id, _directory, maxBytes) {
			const domain = domains.get(id);
			return domain === undefined ? Buffer.alloc(0) : bootLog(id, domain.boots).subarray(-maxBytes);
		},
		async usesInstancePath(id, instancePath) {
			return domains.get(id)?.directory.startsWith(`${instancePath}/`) ?? false;
		},
		async become(id, state) {
			const domain = domains.get(id);
			if (state === 'absent') {
				await remove(id);
			} else if (domain !== undefined) {
				domain.state = state;
			}
		},
		boots: (id) => domains.get(id)?.boots ?? 0,
		async close() {},
	};
}

/** A file that a killed process left half written counts as no domain. */
async function load(directory: string): Promise<Map<string, Domain>> {
	const domains = new Map<string, Domain>();
	for (const name of await readdir(directory)) {
		try {
			const stored = storedDomain.parse(JSON.parse(readFileSync(join(directory, name), 'utf8')));
			domains.set(name.replace(/\.json$/, ''), { ...stored, state: 'running' });
		} catch {
			await rm(join(directory, name), { force: true });
		}
	}

	return domains;
}
