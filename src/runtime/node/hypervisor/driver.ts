/** What a hypervisor says about a domain; the words of libvirt. A domain that is gone is `absent` from the list. */
export const DOMAIN_STATES = ['no-state', 'running', 'blocked', 'paused', 'shutdown', 'shutoff', 'crashed'] as const;
export type DomainState = (typeof DOMAIN_STATES)[number];

/** The machine of one instance, as the domain description needs it. */
export interface DomainSpec {
	/** Instance id = name of the domain. */
	readonly id: string;
	/** Holds root, kernel, ramdisk, swap, ephemeral, console and libvirt.xml. */
	readonly directory: string;
	readonly memoryMb: number;
	readonly cores: number;
	readonly rootFormat: 'raw' | 'qcow2';
	readonly hasRamdisk: boolean;
	readonly hasSwap: boolean;
	readonly hasEphemeral: boolean;
	readonly bridge: string;
	readonly mac: string;
}

/** One hypervisor. Only a driver runs virsh. A call that fails throws an error that names the domain and the reason. */
export interface Hypervisor {
	readonly kind: 'xen' | 'kvm' | 'qemu' | 'simulated';
	/** Which root disk it can use: a copy-on-write overlay, or only plain files. */
	readonly rootFormat: 'raw' | 'qcow2';
	/** How long a domain may be missing from the list while it reboots. */
	readonly rebootGapMs: number;
	/** What the host can give to instances, before MAX_MEM and MAX_CORES. */
	capacity(): Promise<{ readonly memoryMb: number; readonly cores: number }>;
	/** Every domain whose name has the shape of an instance id, strangers included. */
	list(): Promise<ReadonlyMap<string, DomainState>>;
	/** The text of libvirt.xml. */
	describe(spec: DomainSpec): string;
	/** Starts the domain that `<directory>/libvirt.xml` describes. One that runs already is success. */
	create(id: string, directory: string): Promise<void>;
	/** Pulls the plug. A domain that does not exist is success. */
	destroy(id: string): Promise<void>;
	/** Removes what the hypervisor keeps of a domain that is gone: its log. */
	forget(id: string): Promise<void>;
	/** Asks the guest to shut down; does not wait. */
	shutDown(id: string): Promise<void>;
	/** Asks the guest to reboot, and returns a watch that resolves to whether it did within the limit. */
	askReboot(id: string, limitMs: number, signal: AbortSignal): Promise<{ readonly rebooted: Promise<boolean> }>;
	/** Restarts the machine without asking its guest. */
	reset(id: string, directory: string): Promise<void>;
	/** The last bytes that the guest wrote to its console; empty if there are none. */
	console(id: string, directory: string, maxBytes: number): Promise<Buffer>;
	/** True if the domain's disks lie below `<instancePath>/<user>/<id>/`: it is ours even if we forgot it. */
	usesInstancePath(id: string, instancePath: string): Promise<boolean>;
	close(): Promise<void>;
}
