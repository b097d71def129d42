import { accountErrors } from './errors.ts';

/** What is typed may be long. */
const LONGEST_KEY = 100;

interface Count {
	made: number;
	since: number;
}

/** So many attempts of one kind within the time, counted by whoever makes them; a success makes them forgotten. */
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

	/** Counts one more. Throws TOO_MANY_TRIES. */
	count(who: string): void {
		const key = who.slice(0, LONGEST_KEY);
		const count = this.#counts.get(key);
		const left = count === undefined ? 0 : count.since + this.#withinMs - this.#now();
		if (count !== undefined && left > 0 && count.made >= this.#most) {
			throw accountErrors('TOO_MANY_TRIES', { minutes: Math.ceil(left / 60_000) });
		}

		const now = this.#now();
		for (const [other, { since }] of this.#counts) {
			if (since + this.#withinMs <= now) {
				this.#counts.delete(other);
			}
		}

		const before = this.#counts.get(key);
		this.#counts.set(key, before === undefined ? { made: 1, since: now } : { ...before, made: before.made + 1 });
	}

	succeeded(who: string): void {
		this.#counts.delete(who.slice(0, LONGEST_KEY));
	}
}
