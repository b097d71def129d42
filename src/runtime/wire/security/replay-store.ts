import { createHash } from 'node:crypto';
import {
	closeSync,
	existsSync,
	mkdirSync,
	openSync,
	readFileSync,
	renameSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { securityErrors } from './errors.ts';

export interface ReplayStore {
	/** Throws WSS_REPLAYED if the signature was remembered before, WSS_REPLAY_STORE_FULL if there is no room. */
	remember(signature: Uint8Array, until: number, now: number): void;
	close(): void;
}

export interface ReplayStoreOptions {
	/** Remember across restarts; in memory only if absent. Survives a killed process, not the loss of power. */
	readonly file?: string;
	readonly now: number;
	/** Most signatures at once. Default 250 000. */
	readonly limit?: number;
	/** The file cannot be written: the store goes on in memory. Called once until it works again. */
	readonly onWriteError?: (error: unknown) => void;
}

/**
 * Signatures that were accepted, until they expire. One line `<ms> <hash>` is appended per message before it is acted
 * upon; a half line at the end (the process was killed in it) is dropped by the next start. When more than half of the
 * lines have expired, the file is written anew beside and renamed.
 */
export function openReplayStore(options: ReplayStoreOptions): ReplayStore {
	return new FileReplayStore(options);
}

const LIMIT = 250_000;
const SLACK = 1024;

class FileReplayStore implements ReplayStore {
	/** Hash to expiry; the order is the order of arrival. */
	readonly #seen = new Map<string, number>();
	readonly #file: string | undefined;
	readonly #limit: number;
	readonly #onWriteError: (error: unknown) => void;
	#descriptor: number | undefined;
	#lines = 0;
	#failing = false;
	#nextPrune: number;

	constructor(options: ReplayStoreOptions) {
		this.#file = options.file;
		this.#limit = options.limit ?? LIMIT;
		this.#onWriteError = options.onWriteError ?? (() => undefined);
		this.#nextPrune = options.now + PRUNE_EVERY_MS;
		this.#load(options.now);
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
		this.#write(() => this.#append(`${until} ${hash}\n`));
	}

	close(): void {
		if (this.#descriptor !== undefined) {
			closeSync(this.#descriptor);
			this.#descriptor = undefined;
		}
	}

	#load(now: number): void {
		if (this.#file === undefined) {
			return;
		}

		const lines = existsSync(this.#file) ? readFileSync(this.#file, 'latin1').split('\n') : [];
		for (const line of lines) {
			const [, until, hash] = LINE.exec(line) ?? [];
			if (until !== undefined && hash !== undefined && Number(until) >= now) {
				this.#seen.set(hash, Number(until));
			}
		}

		this.#write(() => this.#rewrite());
	}

	#prune(now: number): void {
		this.#nextPrune = now + PRUNE_EVERY_MS;
		for (const [hash, until] of this.#seen) {
			if (until < now) {
				this.#seen.delete(hash);
			}
		}

		if (this.#lines > 2 * this.#seen.size + SLACK) {
			this.#write(() => this.#rewrite());
		}
	}

	#append(line: string): void {
		if (this.#descriptor === undefined) {
			this.#rewrite();
		} else {
			writeSync(this.#descriptor, line);
			this.#lines += 1;
		}
	}

	#rewrite(): void {
		if (this.#file === undefined) {
			return;
		}

		this.close();
		const temporary = `${this.#file}.new`;
		const lines = [...this.#seen].map(([hash, until]) => `${until} ${hash}\n`);
		mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
		writeFileSync(temporary, lines.join(''), { mode: 0o600 });
		renameSync(temporary, this.#file);
		this.#descriptor = openSync(this.#file, 'a', 0o600);
		this.#lines = lines.length;
	}

	/** A full disk must not stop the cloud: the signatures are still in memory. The next message writes all of them. */
	#write(action: () => void): void {
		if (this.#file === undefined) {
			return;
		}

		try {
			action();
			this.#failing = false;
		} catch (error) {
			if (!this.#failing) {
				this.#failing = true;
				this.#onWriteError(error);
			}

			this.close();
		}
	}
}

const PRUNE_EVERY_MS = 60_000;
const LINE = /^(\d{13,15}) ([A-Za-z0-9+/]{43}=)$/;
