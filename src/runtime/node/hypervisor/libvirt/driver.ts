import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../../../common/errors.ts';
import type { DomainSpec, Hypervisor } from '../driver.ts';
import { hypervisorErrors } from '../errors.ts';
import { mentionsPath } from './mentions-path.ts';
import { isNoDomain, nodeInfo, parseList, virsh } from './virsh.ts';
import { virshShell } from './virsh-shell.ts';

/** What differs between the hypervisors behind libvirt. */
export interface Flavour {
	readonly kind: 'xen' | 'kvm' | 'qemu';
	readonly uri: string;
	readonly rootFormat: 'raw' | 'qcow2';
	readonly rebootGapMs: number;
	/** Memory that the host keeps for itself. */
	reserveMb(): Promise<number>;
	describe(spec: DomainSpec): string;
	askReboot(id: string, limitMs: number, signal: AbortSignal): Promise<{ readonly rebooted: Promise<boolean> }>;
	reset(id: string, directory: string): Promise<void>;
	console(id: string, directory: string, maxBytes: number): Promise<Buffer>;
	/** Removes what is kept of the console outside the instance's own directory. */
	forgetConsole?(id: string): Promise<void>;
	/** Where libvirt logs what it did with the domain; it never removes these files itself. */
	readonly logDirectory: string;
}

/** A real hypervisor, through virsh. */
export function libvirtHypervisor(flavour: Flavour): Hypervisor {
	const { uri } = flavour;
	const shell = virshShell(uri);
	let capacity: ReturnType<Hypervisor['capacity']> | undefined;
	const list = async () => parseList(await shell.ask('list'));
	const usesInstancePath = async (id: string, instancePath: string) => {
		try {
			return mentionsPath(await virsh(uri, ['dumpxml', id]), instancePath, id);
		} catch (error) {
			if (isNoDomain(error)) {
				return false;
			}

			throw error;
		}
	};

	return {
		kind: flavour.kind,
		rootFormat: flavour.rootFormat,
		rebootGapMs: flavour.rebootGapMs,
		capacity() {
			capacity ??= hostCapacity(flavour);
			capacity.catch(() => {
				capacity = undefined; // ask again next time
			});
			return capacity;
		},
		list,
		describe: (spec) => flavour.describe(spec),
		async create(id, directory) {
			try {
				await virsh(uri, ['create', join(directory, 'libvirt.xml')], 180_000);
			} catch (cause) {
				// Started by a process of ours that was killed before it could say so.
				const runs = (await list()).has(id) && (await usesInstancePath(id, join(directory, '../..')));
				if (!runs) {
					throw hypervisorErrors('DOMAIN_NOT_CREATED', { id, problem: messageOf(cause) }, { cause });
				}
			}
		},
		async destroy(id) {
			try {
				await virsh(uri, ['destroy', id]);
			} catch (error) {
				if (!isNoDomain(error)) {
					throw error;
				}
			}
		},
		async forget(id) {
			for (const name of [`${id}.log`, `${id}.log.0`, `${id}.log.1`, `${id}.log.2`]) {
				await rm(join(flavour.logDirectory, name), { force: true });
			}

			await flavour.forgetConsole?.(id);
		},
		async shutDown(id) {
			await virsh(uri, ['shutdown', id]);
		},
		askReboot: (id, limitMs, signal) => flavour.askReboot(id, limitMs, signal),
		reset: (id, directory) => flavour.reset(id, directory),
		console: (id, directory, maxBytes) => flavour.console(id, directory, maxBytes),
		usesInstancePath,
		async close() {
			shell.close();
		},
	};
}

async function hostCapacity(flavour: Flavour): Promise<{ memoryMb: number; cores: number }> {
	const [{ memoryMb, cores }, reserve] = await Promise.all([nodeInfo(flavour.uri), flavour.reserveMb()]);
	return { memoryMb: Math.max(0, memoryMb - reserve), cores };
}
