import type { Clock } from '../../common/clock.ts';
import type { Reporter } from '../messages.ts';

/** What every action is given besides the installation. */
export interface ActionOptions {
	readonly reporter: Reporter;
	readonly clock: Clock;
	readonly signal: AbortSignal;
	readonly breakLock?: boolean;
	/** The programs to install, if not those that were built. */
	readonly bundle?: string;
}
