/** How instances are plugged in, and how their addresses become known. */
export interface NodeNetwork {
	/** Makes sure that the bridge of this VLAN is there (0: the one bridge), and returns its name. */
	start(vlan: number): Promise<string>;
	/** The IPv4 addresses that are known for these MAC addresses (lower case). */
	addresses(macs: ReadonlySet<string>): Promise<ReadonlyMap<string, string>>;
}
