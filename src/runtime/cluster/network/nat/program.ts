/** Where instances ask for what they may know of themselves; the cloud knows them by their own address. */
export const METADATA_ADDRESS = '169.254.169.254';

export interface NatNetwork {
	/** With its prefix length: `10.1.0.0/24`. */
	readonly subnet: string;
	readonly bridge: string;
	/** Where on this machine the metadata service listens; absent: instances find none. */
	readonly metadataPort: number | undefined;
}

/** One program that can translate addresses, in a table or chains of our own. Both are repeatable. */
export interface NatProgram {
	readonly name: string;
	add(network: NatNetwork): Promise<void>;
	remove(network: NatNetwork): Promise<void>;
}
