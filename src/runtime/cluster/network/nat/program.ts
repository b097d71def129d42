export interface NatNetwork {
	/** With its prefix length: `10.1.0.0/24`. */
	readonly subnet: string;
	readonly bridge: string;
}

/** One program that can translate addresses, in a table or chains of our own. Both are repeatable. */
export interface NatProgram {
	readonly name: string;
	add(network: NatNetwork): Promise<void>;
	remove(network: NatNetwork): Promise<void>;
}
