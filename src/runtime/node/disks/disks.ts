/** One file of an image: an id for the cache, and where it is, `file:///path#sha256=HEX` or `http(s)://…#sha256=HEX`. */
export interface ImageFile {
	readonly id: string;
	readonly url: string;
}

export interface DiskOrder {
	readonly instanceId: string;
	/** Of this instance alone; made by `prepare`, removed by `remove`. */
	readonly directory: string;
	readonly root: ImageFile;
	readonly kernel: ImageFile;
	readonly ramdisk: ImageFile | undefined;
	/** What the type promises: root, swap and ephemeral disk together. */
	readonly diskGb: number;
	readonly swapMb: number;
	readonly rootFormat: 'raw' | 'qcow2';
	/** One line for /root/.ssh/authorized_keys; empty for none. */
	readonly publicKey: string;
}

export interface PreparedDisks {
	readonly hasRamdisk: boolean;
	readonly hasSwap: boolean;
	readonly hasEphemeral: boolean;
}

/** Makes and removes the files of instances. */
export interface Disks {
	/** Once, before anything else: leftovers of a killed process go away. */
	open(): Promise<void>;
	/** Fills the order's directory; may be repeated after a failure or a crash. Stops early when aborted. */
	prepare(order: DiskOrder, signal: AbortSignal): Promise<PreparedDisks>;
	/** Removes the directory and everything in it. One that does not exist is success. */
	remove(directory: string): Promise<void>;
	/** Free on the file system of INSTANCE_PATH, and used there by instances. */
	capacity(): Promise<{ readonly freeBytes: number; readonly usedByInstancesBytes: number }>;
}
