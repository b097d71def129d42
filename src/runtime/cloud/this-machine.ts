import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/** True if the host name leads to an address of this machine. A name that does not resolve is somebody else. */
export async function isThisMachine(host: string): Promise<boolean> {
	const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
	try {
		const { address } = await lookup(host.replace(/:\d+$/, ''));
		return address.startsWith('127.') || own.some((each) => each.address === address);
	} catch {
		return false;
	}
}
