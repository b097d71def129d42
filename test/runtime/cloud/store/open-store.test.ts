import { copyFile, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertKeyPair } from '../../../../src/runtime/cloud/store/key-pairs.ts';
import { openStore } from '../../../../src/runtime/cloud/store/open-store.ts';
import { findUser, insertUser } from '../../../../src/runtime/cloud/store/users.ts';
import { newQueryCredentials } from '../../../../src/runtime/cloud/users/admin.ts';
import { removeDirectory, temporaryDirectory } from '../support/test-cloud.ts';

let directory: string;
let file: string;

beforeEach(async () => {
	directory = await temporaryDirectory();
	file = join(directory, 'eucalyptus.db');
});

afterEach(() => removeDirectory(directory));

const alice = { name: 'alice', ...newQueryCredentials(), isAdmin: false, enabled: true, allowSignatureV1: false };

it('keeps what was written, in a file that only its owner may read', async () => {
	const store = await openStore(directory);
	await insertUser(store.db, alice, 1);
	await store.close();
	const again = await openStore(directory);
	expect(await findUser(again.db, 'alice')).toEqual(alice);
	await again.close();
	expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it('undoes all of a transaction that fails', async () => {
	const store = await openStore(directory);
	const failed = store.transaction(async (tx) => {
		await insertUser(tx, alice, 1);
		throw new Error('no');
	});
	await expect(failed).rejects.toThrow('no');
	expect(await findUser(store.db, 'alice')).toBeUndefined();
	await store.close();
});

it('remembers in memory, not in a file elsewhere, what it may have to undo', async () => {
	const store = await openStore(directory);
	await store.transaction(async (tx) => {
		for (const name of Array.from({ length: 2000 }, (_, index) => `user${index}`)) {
			await insertUser(tx, { ...alice, name, queryId: name }, 1);
		}
	});
	await store.transaction((tx) => sql`update users set enabled = 0`.execute(tx));
	const files = await Promise.all(
		(await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
	);
	expect(files.filter((path) => path.includes('etilqs'))).toEqual([]);
	expect(files).toContain(file);
	await store.close();
});

it('refuses a file that is no database, and leaves it as it is', async () => {
	await writeFile(file, 'this was a database once '.repeat(100));
	await expect(openStore(directory)).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
});

it('refuses a damaged database', async () => {
	const store = await openStore(directory);
	await insertUser(store.db, alice, 1);
	await store.close();
	const content = await readFile(file);
	await writeFile(file, content.fill(0xa5, 4096, 5 * 4096));
	await expect(openStore(directory)).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
});

it('refuses a database of a newer version and says so', async () => {
	await (await openStore(directory)).close();
	const sqlite = new DatabaseSync(file);
	sqlite.exec('insert into schema_version (version) values (99)');
	sqlite.close();
	await expect(openStore(directory)).rejects.toMatchObject({ code: 'STORE_NEWER', values: { found: 99 } });
});

it('refuses a database that another process uses', async () => {
	const other = new DatabaseSync(file);
	other.exec('pragma locking_mode = exclusive; begin exclusive');
	await expect(openStore(directory)).rejects.toMatchObject({ code: 'STORE_BUSY' });
	other.close();
});

it('tells nobody that all is well when the commit fails', async () => {
	const store = await openStore(directory);
	const innocent = store.transaction((tx) => insertUser(tx, alice, 1));
	const broken = store.transaction(async (tx) => {
		// foreign keys are looked at when it is too late to undo this one alone
		await sql`pragma defer_foreign_keys = on`.execute(tx);
		await insertKeyPair(tx, {
			id: 'key-1',
			name: 'mine',
			fingerprint: '',
			publicKey: '',
			createdAt: 0,
			owner: 'nobody',
		});
	});
	const outcomes = await Promise.allSettled([innocent, broken]);
	expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(await findUser(store.db, 'alice')).toBeUndefined();
	expect(await store.transaction((tx) => insertUser(tx, alice, 1))).toBe(true);
	await store.close();
});

it('leaves the database as careful as it was for whoever writes outside of groups', async () => {
	const store = await openStore(directory);
	await store.transaction((tx) => insertUser(tx, alice, 1));
	const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(store.db);
	expect(rows).toEqual([{ synchronous: 2 }]);
	await store.close();
});

it('reads what a crash leaves: the database as it was, and the journal with its empty end', async () => {
	const store = await openStore(directory);
	await store.transaction((tx) => insertUser(tx, alice, 1));
	const crashed = join(directory, 'crashed');
	await mkdir(crashed);
	for (const end of ['', '-wal']) {
		await copyFile(`${file}${end}`, join(crashed, `eucalyptus.db${end}`));
	}

	const again = await openStore(crashed);
	expect(await findUser(again.db, 'alice')).toEqual(alice);
	await again.transaction((tx) => insertUser(tx, { ...alice, ...newQueryCredentials(), name: 'bob' }, 1));
	await again.close();
	await store.close();
});

it('takes the journal over into the database when all is calm', async () => {
	const store = await openStore(directory);
	const names = Array.from({ length: 150 }, (_, i) => `calm-user-${i}`);
	await Promise.all(
		names.map((name) => store.transaction((tx) => insertUser(tx, { ...alice, ...newQueryCredentials(), name }, 1))),
	);
	// the first of them: a machine that pauses may end the calm in the middle, and the rest is too little to be worth it
	await expect.poll(() => readFile(file, 'latin1'), { timeout: 60_000 }).toContain('calm-user-0');
	await store.close();
}, 90_000);
