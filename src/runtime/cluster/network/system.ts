import { isProgramMissing } from '../../../common/run.ts';
import { NO_ADDRESS } from '../instances/record.ts';
import type { ModeContext } from './context.ts';
import type { NetworkMode } from './mode.ts';
import { neighbours } from './programs/ip.ts';

/** How long one look at the neighbour table serves all who ask. */
const LOOK_AGAIN_MS = 3_000;

/** The site's own DHCP server gives addresses; we only find out which (spec §4.6). */
export function systemMode({ clock, log }: ModeContext): NetworkMode {
	let lookedAt = Number.NEGATIVE_INFINITY;
	let looking: Promise<ReadonlyMap<string, string>> = Promise.resolve(new Map());
	return {
		name: 'SYSTEM',
		start: async () => undefined,
		stop: async () => undefined,
		card: (mac) => ({ mac: mac.toLowerCase(), ip: NO_ADDRESS }),
		addressesOf() {
			if (clock.now() - lookedAt >= LOOK_AGAIN_MS) {
				lookedAt = clock.now();
				looking = neighbours().catch((error: unknown) => {
					const level = isProgramMissing(error) ? 'debug' : 'warn';
					log[level]({ err: error }, 'the neighbour table cannot be read: addresses stay unknown');
					return new Map();
				});
			}

			return looking;
		},
	};
}
