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

/** Hash of a signature to the end of its time (ms since 1970), in the order of arrival. */
export type Signatures = Map<string, number>;

/**
 * Signatures on disk, a line `<ms> <hash>` each. A half line at the end (the process was killed in it) is dropped by the
 * next start. A disk that fails must not stop the cloud: after a failure the next write writes all of them.
 */
export class ReplayFile {
	readonly #path: string;
	readonly #onError: (error: unknown) => void;
	#descriptor: number | undefined;
	#lines = 0;
	#failing = false;

	/** `onError` is called once until the file can be written again. */
	constructor(path: string, onError: (error: unknown) => void) {
		this.#path = path;
		this.#onError = onError;
	}

	read(): Signatures {
		const read: Signatures = new Map();
		if (existsSync(this.#path)) {
			for (const [line] of readFileSync(this.#path, 'latin1').matchAll(LINE)) {
				read.set(line.slice(-HASH_LENGTH), Number(line.slice(0, -HASH_LENGTH)));
			}
		}

		return read;
	}

	/** `all` hold the new one already. */
	append(hash: string, until: number, all: Signatures): void {
		this.#try(() => {
			if (this.#descriptor === undefined) {
				this.#rewrite(all);
			} else {
				writeSync(this.#descriptor, lineOf(hash, until));
				this.#lines += 1;
			}
		});
	}

	/** Writes the file anew beside and renames it. */
	write(all: Signatures): void {
		this.#try(() => this.#rewrite(all));
	}

	/** The same when more than half of the lines are of no use any more. */
	tidy(all: Signatures): void {
		if (this.#lines > 2 * all.size + SLACK) {
			this.write(all);
		}
	}

	close(): void {
		if (this.#descriptor !== undefined) {
			closeSync(this.#descriptor);
			this.#descriptor = undefined;
		}
	}

	#rewrite(all: Signatures): void {
		this.close();
		const temporary = `${this.#path}.new`;
		mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
		writeFileSync(temporary, [...all].map(([hash, until]) => lineOf(hash, until)).join(''), { mode: 0o600 });
		renameSync(temporary, this.#path);
		this.#descriptor = openSync(this.#path, 'a');
		this.#lines = all.size;
	}

	#try(action: () => void): void {
		try {
			action();
			this.#failing = false;
		} catch (error) {
			if (!this.#failing) {
				this.#failing = true;
				this.#onError(error);
			}

			this.close();
		}
	}
}

const SLACK = 1024;
const HASH_LENGTH = 44;
const LINE = /^\d{13,15} [A-Za-z0-9+/]{43}=$/gm;

function lineOf(hash: string, until: number): string {
	return `${until} ${hash}\n`;
}
