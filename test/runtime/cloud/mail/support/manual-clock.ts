import { EventEmitter, once } from 'node:events';
import type { Clock } from '../../../../../src/common/clock.ts';

interface Sleeper {
	readonly ms: number;
	readonly until: number;
	readonly wake: () => void;
}

/** Time that goes on when the test says so, and not before somebody waits for it: no test depends on how quick anything is. */
export class ManualClock implements Clock {
	#now: number;
	readonly #sleepers = new Set<Sleeper>();
	readonly #changes = new EventEmitter();

	constructor(now = Date.UTC(2026, 10, 25, 12)) {
		this.#now = now;
	}

	now(): number {
		return this.#now;
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			if (signal?.aborted === true) {
				reject(signal.reason);
				return;
			}

			const end = (finish: () => void) => {
				this.#sleepers.delete(sleeper);
				finish();
			};
			const sleeper = { ms, until: this.#now + ms, wake: () => end(resolve) };
			this.#sleepers.add(sleeper);
			signal?.addEventListener('abort', () => end(() => reject(signal.reason)), { once: true });
			this.#changes.emit('change');
		});
	}

	/** Waits until somebody sleeps for just so long. */
	async asleepFor(ms: number): Promise<void> {
		while (![...this.#sleepers].some((sleeper) => sleeper.ms === ms)) {
			await once(this.#changes, 'change');
		}
	}

	/** As {@link asleepFor}, and then that time goes by, or more: a machine may have been asleep itself. */
	async pass(ms: number, elapsed = ms): Promise<void> {
		await this.asleepFor(ms);
		this.#now += elapsed;
		for (const sleeper of [...this.#sleepers].filter(({ until }) => until <= this.#now)) {
			sleeper.wake();
		}
	}
}
