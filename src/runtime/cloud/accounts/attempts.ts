import { accountErrors } from './errors.ts';

interface Count {
	failed: number;
	since: number;
}

/** So many failures of one kind from one place within the time; a success makes them forgotten. */
export class Attempts {
	readonly #counts = new Map<string, Count>();
	readonly #most: number;
	readonly #withinMs: number;
	readonly #now: () => number;

	constructor({
		most,
		withinMs,
		now,
	}: { readonly most: number; readonly withinMs: number; readonly now: () => number }) {
		this.#most = most;
		this.#withinMs = withinMs;
		this.#now = now;
	}

	/** Throws LOGIN_TRIES. */
	mustBeFew(key: string): void {
		const count = this.#counts.get(key);
		const left = count === undefined ? 0 : count.since + this.#withinMs - this.#now();
		if (count !== undefined && left > 0 && count.failed >= this.#most) {
			throw accountErrors('LOGIN_TRIES', { minutes: Math.ceil(left / 60_000) });
		}
	}

	failed(key: string): void {
		const now = this.#now();
		for (const [other, { since }] of this.#counts) {
			if (since + this.#withinMs <= now) {
				this.#counts.delete(other);
			}
		}

		const count = this.#counts.get(key);
		this.#counts.set(key, count === undefined ? { failed: 1, since: now } : { ...count, failed: count.failed + 1 });
	}

	succeeded(key: string): void {
		this.#counts.delete(key);
	}
}
