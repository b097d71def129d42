import { type FileHandle, open } from 'node:fs/promises';
import { messageOf } from '../../../common/errors.ts';
import { storeErrors } from './errors.ts';

/** The database's write-ahead journal, seen as a file that has to reach the disk. */
export interface Journal {
	/**
	 * Resolves when everything that was written before the call is on disk. The flush runs beside us; those that ask
	 * during one share the next. After a failure it throws STORE_FLUSH for good: what the kernel dropped is not known.
	 */
	flush(): Promise<void>;
	close(): Promise<void>;
}

/** The file must be there: SQLite keeps one while the database is open. */
export async function openJournal(path: string): Promise<Journal> {
	// It holds no lock, so closing it takes none of SQLite's away, as it would for the database file.
	const file = await open(path, 'r+');
	await makeRoom(file);
	return journalOf(file, path);
}

/**
 * A flush of what only overwrites does not wait for the file system's own journal, in which everybody's changes queue.
 * Zeros behind the end are no frames to SQLite. Nobody may write meanwhile.
 */
async function makeRoom(file: FileHandle): Promise<void> {
	const zeros = Buffer.alloc(1024 * 1024);
	for (let { size } = await file.stat(); size < ROOM_BYTES; ) {
		const { bytesWritten } = await file.write(zeros, 0, Math.min(zeros.length, ROOM_BYTES - size), size);
		size += bytesWritten;
	}
}

/** Some 1 500 orders. */
const ROOM_BYTES = 16 * 1024 * 1024;

export function journalOf(file: Pick<FileHandle, 'datasync' | 'close'>, path: string): Journal {
	const datasync = () =>
		file.datasync().catch((cause: unknown) => {
			throw storeErrors('STORE_FLUSH', { path, problem: messageOf(cause) }, { cause });
		});
	let last = Promise.resolve();
	let next: Promise<void> | undefined;
	return {
		flush() {
			// one that has begun may have missed what was written since
			next ??= last.then(() => {
				next = undefined;
				last = datasync();
				return last;
			});
			return next;
		},
		async close() {
			await Promise.allSettled([next ?? last]);
			await file.close();
		},
	};
}
