import type { Clock } from '../../../common/clock.ts';
import type { Logger } from '../../../common/log.ts';

/** What a network mode may use of its surroundings. */
export interface ModeContext {
	/** For configuration, leases and pid files: `<run>/net`. */
	readonly netDir: string;
	readonly log: Logger;
	readonly clock: Clock;
}
