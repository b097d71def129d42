import { setTimeout as delay } from 'node:timers/promises';

/** Time as a parameter, so that tests are exact. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Rejects with the signal's reason when aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		await delay(ms, undefined, signal === undefined ? {} : { signal });
	},
};
