import type { ModeContext } from './context.ts';
import { startDhcp } from './dhcp/start-dhcp.ts';
import type { NetworkMode } from './mode.ts';
import { natBridge } from './nat/nat-bridge.ts';
import type { StaticSettings } from './settings.ts';
import { checkStaticSettings } from './static-settings.ts';

/** Each instance gets the first free pair of VNET_MACMAP, and our DHCP server knows them all (spec §4.6). */
export function staticMode(settings: StaticSettings, context: ModeContext): NetworkMode {
	checkStaticSettings(settings);
	const pairs = settings.pairs.map(({ mac, ip }) => ({ mac: mac.toLowerCase(), ip }));
	const ipByMac = new Map(pairs.map(({ mac, ip }) => [mac, ip]));
	const bridge = settings.nat ? natBridge(settings, context) : undefined;
	let dhcp: { stop(): Promise<void> } | undefined;
	return {
		name: 'STATIC',
		async start() {
			await bridge?.start();
			try {
				dhcp = settings.dhcp === undefined ? undefined : await startDhcp(settings, settings.dhcp, context);
			} catch (error) {
				await bridge?.stop();
				throw error;
			}
		},
		async stop() {
			await dhcp?.stop();
			await bridge?.stop();
		},
		card: (_mac, taken) => pairs.find(({ mac }) => !taken.has(mac)),
		addressesOf: async (macs) =>
			new Map(
				macs.flatMap((mac) => {
					const ip = ipByMac.get(mac.toLowerCase());
					return ip === undefined ? [] : [[mac.toLowerCase(), ip] as const];
				}),
			),
	};
}
