import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { journalOf, openJournal } from '../../../../src/runtime/cloud/store/journal.ts';

/** A file whose flushes end when the test says so. */
function slowFile() {
	const flushes: PromiseWithResolvers<void>[] = [];
	return {
		flushes,
		datasync() {
			const flush = Promise.withResolvers<void>();
			flushes.push(flush);
			return flush.promise;
		},
		close: () => Promise.resolve(),
	};
}

/** What has become of it by now. */
async function outcome(promise: Promise<void>): Promise<string> {
	await nextTurn();
	return await Promise.race([promise.then(() => 'done'), Promise.resolve('waits')]);
}

it('flushes once for all who ask at the same time', async () => {
	const file = slowFile();
	const journal = journalOf(file, 'journal');
	const both = Promise.all([journal.flush(), journal.flush()]);
	await nextTurn();
	expect(file.flushes).toHaveLength(1);
	file.flushes[0]?.resolve();
	await both;
});

it('begins another flush for what was written during one', async () => {
	const file = slowFile();
	const journal = journalOf(file, 'journal');
	const first = journal.flush();
	await nextTurn();
	const second = journal.flush();
	file.flushes[0]?.resolve();
	await first;
	expect(await outcome(second)).toBe('waits');
	expect(file.flushes).toHaveLength(2);
	file.flushes[1]?.resolve();
	await second;
});

it('believes nothing after a failed flush, although the next one would seem to succeed', async () => {
	const file = slowFile();
	const journal = journalOf(file, 'db-wal');
	const failing = journal.flush();
	await nextTurn();
	file.flushes[0]?.reject(new Error('EIO: i/o error'));
	await expect(failing).rejects.toMatchObject({ code: 'STORE_FLUSH', values: { path: 'db-wal' } });
	await expect(journal.flush()).rejects.toMatchObject({ code: 'STORE_FLUSH' });
	expect(file.flushes).toHaveLength(1);
	await journal.close();
});

it('makes room behind what is there, and leaves that as it is', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'euca-journal-'));
	const path = join(directory, 'journal');
	await writeFile(path, 'what SQLite wrote');
	const journal = await openJournal(path);
	await journal.flush();
	await journal.close();
	const content = await readFile(path);
	expect(content.subarray(0, 17).toString()).toBe('what SQLite wrote');
	expect(content.length).toBe(16 * 1024 * 1024);
	expect(content.subarray(17).every((byte) => byte === 0)).toBe(true);
	await rm(directory, { recursive: true });
});
