import type { ModeContext } from './context.ts';
import type { NetworkMode } from './mode.ts';
import type { NetworkSettings } from './settings.ts';
import { staticMode } from './static.ts';
import { systemMode } from './system.ts';

/** The network mode that the settings ask for: one line per mode. */
export function networkMode(settings: NetworkSettings, context: ModeContext): NetworkMode {
	switch (settings.mode) {
		case 'SYSTEM':
			return systemMode(context);
		case 'STATIC':
			return staticMode(settings, context);
	}
}
