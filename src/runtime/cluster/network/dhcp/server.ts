/** What a DHCP server has to know of the network; each server file writes it in its own words. */
export interface DhcpNetwork {
	readonly subnet: string;
	readonly netmask: string;
	readonly broadcast: string;
	readonly router: string;
	readonly dns: string;
	readonly interface: string;
	readonly user: string;
	readonly pairs: readonly { readonly mac: string; readonly ip: string }[];
	readonly files: DhcpFiles;
}

export interface DhcpFiles {
	readonly config: string;
	readonly leases: string;
	readonly pid: string;
}

/** One DHCP server program: how it is configured, checked and started in the foreground. */
export interface DhcpServer {
	readonly name: string;
	/** True if this is the text that the program prints for its version. */
	isVersionText(text: string): boolean;
	config(network: DhcpNetwork): string;
	/** Throws DHCP_CONFIG with the program's own words. */
	check(program: string, network: DhcpNetwork): Promise<void>;
	/** It must write the pid file when it is ready, and log to its standard error. */
	args(network: DhcpNetwork): readonly string[];
}
