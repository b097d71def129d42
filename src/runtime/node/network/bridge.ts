import { readFile, stat } from 'node:fs/promises';
import { networkErrors } from './errors.ts';
import type { NodeNetwork } from './network.ts';

export interface BridgeOptions {
	/** VNET_BRIDGE: made by the host's own configuration, or at start where there is no wire (VNET_NAT). */
	readonly bridge: string;
	readonly node: string;
	/** The kernel's table of neighbours; another file in tests. */
	readonly arpTable?: string;
}

/** SYSTEM and STATIC: every instance on the one bridge of the node, whatever the VLAN (spec §4.6). */
export function bridgeNetwork({ bridge, node, arpTable = '/proc/net/arp' }: BridgeOptions): NodeNetwork {
	return {
		async start() {
			const isBridge = await stat(`/sys/class/net/${bridge}/bridge`).then(
				() => true,
				() => false,
			);
			if (!isBridge) {
				throw networkErrors('BRIDGE_MISSING', { bridge, node });
			}

			return bridge;
		},
		async addresses(macs) {
			const known = new Map<string, string>();
			for (const { ip, mac, device } of parseArpTable(await readFile(arpTable, 'utf8'))) {
				if (device === bridge && macs.has(mac)) {
					known.set(mac, ip);
				}
			}

			return known;
		},
	};
}

interface Neighbour {
	readonly ip: string;
	readonly mac: string;
	readonly device: string;
}

/** Columns: address, hardware type, flags (2 = complete), hardware address, mask, device. */
function parseArpTable(text: string): Neighbour[] {
	return text.split('\n').flatMap((line) => {
		const [ip = '', , flags, mac = '', , device = ''] = line.trim().split(/\s+/);
		const complete = (Number(flags) & 2) !== 0;
		return complete && mac !== '00:00:00:00:00:00' ? [{ ip, mac: mac.toLowerCase(), device }] : [];
	});
}
