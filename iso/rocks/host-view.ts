import type { RocksRelease } from '../target.ts';

/** A host as Rocks sees it while it makes its kickstart file: everything that nodes and graphs may ask about. */
export interface HostView {
	readonly rocks: RocksRelease;
	readonly arch: string;
	/** Where its graph is entered: `server`, `vm-container`, `compute`, since 6 `client`. */
	readonly root: string;
	/** `Kickstart_PublicHostname`, `Node_Hostname`, since 6 also `appliance`, `hostname`, … */
	readonly attributes: Readonly<Record<string, string>>;
}

/** True if a comma list such as `i386,x86_64` names the value; without a list everything fits. */
export function listFits(list: string | undefined, value: string): boolean {
	return list === undefined || list.split(',').some((item) => item.trim() === value);
}
