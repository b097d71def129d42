/** The network card of an instance, as its node must make it. */
interface Card {
	/** Lower case, colons. */
	readonly mac: string;
	/** `0.0.0.0` if only the network itself will tell. */
	readonly ip: string;
}

/** Public addresses that can be moved between instances. */
export interface PublicAddresses {
	/** Public address to private address; `0.0.0.0` while it is free. */
	list(): Promise<ReadonlyMap<string, string>>;
	assign(publicIp: string, privateIp: string): Promise<void>;
	unassign(publicIp: string, privateIp: string): Promise<void>;
}

/** Who gives addresses to instances. A new mode is one file that makes one of these, and a line in modes.ts. */
export interface NetworkMode {
	readonly name: string;
	/** Makes what instances need before the first one starts. Throws when the host cannot do it. */
	start(): Promise<void>;
	/** Removes what start made, as far as no instance uses it. */
	stop(): Promise<void>;
	/**
	 * The card of a new instance. `mac` is the cloud controller's proposal, `taken` are the cards in use. Undefined: no
	 * address is left.
	 */
	card(mac: string, taken: ReadonlySet<string>): Card | undefined;
	/** The addresses that belong to these cards now, as far as known; keys in lower case. */
	addressesOf(macs: readonly string[]): Promise<ReadonlyMap<string, string>>;
	/** Only in modes that have public addresses. */
	readonly publicAddresses?: PublicAddresses;
}
