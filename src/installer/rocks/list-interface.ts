import { parseTable } from './table.ts';

/** One line of `rocks list host interface`. Cells that Rocks shows as dashes are ''. */
export interface RocksInterface {
	/** Undefined where all lines are of one host. */
	readonly host: string | undefined;
	/** `private`, `public`, or another name of a network of the site. */
	readonly subnet: string;
	readonly device: string;
	readonly mac: string;
	readonly address: string;
	readonly netmask: string;
}

/** What `rocks list host interface` printed; the columns behind NETMASK differ between releases. */
export function parseInterfaceList(text: string): readonly RocksInterface[] {
	return parseTable(text, { command: 'rocks list host interface', owner: 'HOST' }).map(({ owner, cells }) => ({
		host: owner,
		subnet: cells.get('SUBNET') ?? '',
		device: cells.get('IFACE') ?? '',
		mac: (cells.get('MAC') ?? '').toLowerCase(),
		address: cells.get('IP') ?? '',
		netmask: cells.get('NETMASK') ?? '',
	}));
}
