import { rm } from 'node:fs/promises';
import { instanceDirectory, makeInstanceDirectory, writeCheckpoint } from './checkpoint.ts';
import type { Instance } from './instance.ts';

export type InstanceChange = Partial<Omit<Instance, 'order' | 'version'>>;

/** The instances of this node: in memory at once, on disk before the returned promise resolves. */
export interface InstanceStore {
	all(): readonly Instance[];
	get(id: string): Instance | undefined;
	directory(instance: Instance): string;
	/** A new instance with its directory. If the disk refuses, it is not added. */
	add(instance: Instance): Promise<void>;
	/** One that was found on disk. */
	adopt(instance: Instance): void;
	/** Does nothing if the instance was forgotten meanwhile. */
	update(id: string, change: InstanceChange): Promise<void>;
	/** Resolves when everything known about the instance is on disk. */
	saved(id: string): Promise<void>;
	/** From now on changes stay in memory: the directory is about to go. */
	detach(id: string): Promise<void>;
	forget(id: string): void;
}

interface Entry {
	instance: Instance;
	writing: Promise<void>;
	onDisk: boolean;
}

export function createInstanceStore(instancePath: string): InstanceStore {
	const entries = new Map<string, Entry>();
	const directory = (instance: Instance) => instanceDirectory(instancePath, instance.order);

	/** One write after the other, each with the newest content; a failed one does not stop the next. */
	const save = (entry: Entry): Promise<void> => {
		const write = async () => {
			if (entry.onDisk) {
				await writeCheckpoint(directory(entry.instance), entry.instance);
			}
		};
		const written = entry.writing.catch(() => {}).then(write);
		entry.writing = written;
		written.catch(() => {}); // whoever awaits it hears of it
		return written;
	};

	return {
		all: () => [...entries.values()].map(({ instance }) => instance),
		get: (id) => entries.get(id)?.instance,
		directory,
		async add(instance) {
			const id = instance.order.instanceId;
			const writing = makeInstanceDirectory(directory(instance));
			const entry = { instance, writing, onDisk: true };
			entries.set(id, entry);
			try {
				await writing;
				await save(entry);
			} catch (error) {
				entries.delete(id);
				await rm(directory(instance), { recursive: true, force: true });
				throw error;
			}
		},
		adopt(instance) {
			entries.set(instance.order.instanceId, { instance, writing: Promise.resolve(), onDisk: true });
		},
		async update(id, change) {
			const entry = entries.get(id);
			if (entry !== undefined) {
				entry.instance = { ...entry.instance, ...change };
				await save(entry);
			}
		},
		async saved(id) {
			await entries.get(id)?.writing;
		},
		async detach(id) {
			const entry = entries.get(id);
			if (entry !== undefined) {
				entry.onDisk = false;
				await entry.writing.catch(() => {});
			}
		},
		forget: (id) => void entries.delete(id),
	};
}
