import { createHash } from 'node:crypto';
import { securityErrors } from './errors.ts';
import { ReplayFile, type Signatures } from './replay-file.ts';

export interface ReplayStore {
	/** Throws WSS_REPLAYED if the signature was remembered before, WSS_REPLAY_STORE_FULL if there is no room. */
	remember(signature: Uint8Array, until: number, now: number): void;
	close(): void;
}

export interface ReplayStoreOptions {
	/** Remember across restarts; in memory only if absent. Survives a killed process, not the loss of power. */
	readonly file?: string | undefined;
	readonly now: number;
	/** Most signatures at once. Default 250 000. */
	readonly limit?: number;
	/** The file cannot be written: the store goes on in memory. Called once until it works again. */
	readonly onWriteError?: (error: unknown) => void;
}

/** Signatures that were accepted, until they expire; on disk before the message is acted upon. */
export function openReplayStore(options: ReplayStoreOptions): ReplayStore {
	return new LimitedReplayStore(options);
}

const LIMIT = 250_000;
const PRUNE_EVERY_MS = 60_000;

class LimitedReplayStore implements ReplayStore {
	readonly #seen: Signatures = new Map();
	readonly #file: ReplayFile | undefined;
	readonly #limit: number;
	#nextPrune: number;

	constructor({ file, now, limit = LIMIT, onWriteError = () => undefined }: ReplayStoreOptions) {
		this.#limit = limit;
		this.#nextPrune = now + PRUNE_EVERY_MS;
		this.#file = file === undefined ? undefined : new ReplayFile(file, onWriteError);
		for (const [hash, until] of this.#file?.read() ?? []) {
			if (until >= now) {
				this.#seen.set(hash, until);
			}
		}

		this.#file?.write(this.#seen);
	}

	remember(signature: Uint8Array, until: number, now: number): void {
		if (now >= this.#nextPrune || this.#seen.size >= this.#limit) {
			this.#prune(now);
		}

		const hash = createHash('sha256').update(signature).digest('base64');
		if ((this.#seen.get(hash) ?? Number.NEGATIVE_INFINITY) >= now) {
			throw securityErrors('WSS_REPLAYED');
		}

		if (this.#seen.size >= this.#limit) {
			throw securityErrors('WSS_REPLAY_STORE_FULL', {
				limit: this.#limit,
				minutes: Math.ceil((until - now) / 60_000),
			});
		}

		this.#seen.set(hash, until);
		this.#file?.append(hash, until, this.#seen);
	}

	close(): void {
		this.#file?.close();
	}

	#prune(now: number): void {
		this.#nextPrune = now + PRUNE_EVERY_MS;
		for (const [hash, until] of this.#seen) {
			if (until < now) {
				this.#seen.delete(hash);
			}
		}

		this.#file?.tidy(this.#seen);
	}
}
