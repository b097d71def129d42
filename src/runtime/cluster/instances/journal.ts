import { type FileHandle, open } from 'node:fs/promises';
import { writeFileAtomic } from '../../../common/atomic-file.ts';
import { messageOf } from '../../../common/errors.ts';
import { clusterErrors } from '../errors.ts';

/** An append-only file of lines that knows how to write itself anew. */
export interface Journal {
	/** Resolves when the lines are on disk. Calls that come together share one flush. Throws STATE_UNWRITABLE. */
	append(lines: readonly string[]): Promise<void>;
	close(): Promise<void>;
}

interface Waiting {
	readonly lines: readonly string[];
	readonly done: () => void;
	readonly failed: (error: unknown) => void;
}

/** The file is rewritten when it has this many lines more than twice what is alive. */
const SLACK_LINES = 2_000;

/**
 * Opens the journal at `path` by writing `snapshot()` as its new content. The snapshot is taken again whenever the file
 * has grown too far, or a write failed and the file may lack what memory knows.
 */
export async function openJournal(path: string, snapshot: () => readonly string[]): Promise<Journal> {
	let file: FileHandle | undefined;
	let linesInFile = 0;
	let linesAlive = 0;
	let queue: Waiting[] = [];
	let flushing: Promise<void> | undefined;

	await rewrite();
	return {
		append(lines) {
			return new Promise((done, failed) => {
				queue.push({ lines, done, failed });
				flushing ??= flushAll();
			});
		},
		async close() {
			await flushing;
			await file?.close();
			file = undefined;
		},
	};

	async function flushAll(): Promise<void> {
		await Promise.resolve(); // lets callers of the same turn join
		while (queue.length > 0) {
			const batch = queue;
			queue = [];
			try {
				await flush(batch.flatMap(({ lines }) => lines));
				for (const { done } of batch) {
					done();
				}
			} catch (error) {
				const wrapped = clusterErrors('STATE_UNWRITABLE', { path, reason: messageOf(error) }, { cause: error });
				for (const { failed } of batch) {
					failed(wrapped);
				}
			}
		}

		flushing = undefined;
	}

	async function flush(lines: readonly string[]): Promise<void> {
		if (file === undefined || linesInFile > 2 * linesAlive + SLACK_LINES) {
			await rewrite(); // holds the lines already: memory changes before the journal
			return;
		}

		try {
			await file.appendFile(`${lines.join('\n')}\n`);
			await file.datasync();
			linesInFile += lines.length;
		} catch (error) {
			await file.close().catch(() => undefined);
			file = undefined; // half a line may stand at its end: the next flush writes the whole file
			throw error;
		}
	}

	async function rewrite(): Promise<void> {
		await file?.close();
		file = undefined;
		const lines = snapshot();
		await writeFileAtomic(path, lines.map((line) => `${line}\n`).join(''), { mode: 0o600, parents: 0o700 });
		file = await open(path, 'a', 0o600);
		linesInFile = lines.length;
		linesAlive = lines.length;
	}
}
