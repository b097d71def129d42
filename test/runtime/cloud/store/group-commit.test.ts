import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { insertKeyPair } from '../../../../src/runtime/cloud/store/key-pairs.ts';
import { openStore, type Store } from '../../../../src/runtime/cloud/store/open-store.ts';
import { findUser, insertUser } from '../../../../src/runtime/cloud/store/users.ts';
import { testUser } from '../api/ec2/support/memory-engine.ts';
import { removeDirectory, temporaryDirectory } from '../support/test-cloud.ts';

let directory: string;
let store: Store;

beforeEach(async () => {
	directory = await temporaryDirectory();
	store = await openStore(directory);
});
afterEach(async () => {
	await store.close();
	await removeDirectory(directory);
});

const keyPair = { id: 'key-1', name: 'mine', fingerprint: '', publicKey: '', createdAt: 0 };

const add = (name: string, then?: () => void) =>
	store.transaction(async (tx) => {
		await insertUser(tx, testUser(name), 0);
		then?.();
		return name;
	});

it('gives each of many transactions of one moment its own result', async () => {
	const names = Array.from({ length: 100 }, (_, i) => `user${i}`);
	expect(await Promise.all(names.map((name) => add(name)))).toEqual(names);
	for (const name of names) {
		expect((await findUser(store.db, name))?.name).toBe(name);
	}
});

it('undoes the one that fails, and only that', async () => {
	const fail = () => {
		throw new Error('changed its mind');
	};
	const outcomes = await Promise.allSettled([add('before'), add('failed', fail), add('after')]);
	expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
	expect((await findUser(store.db, 'before'))?.name).toBe('before');
	expect(await findUser(store.db, 'failed')).toBeUndefined();
	expect((await findUser(store.db, 'after'))?.name).toBe('after');
});

it('lets later ones see what earlier ones of the same moment did', async () => {
	const first = add('first');
	const seen = store.transaction(async (tx) => (await findUser(tx, 'first'))?.name);
	expect(await Promise.all([first, seen])).toEqual(['first', 'first']);
});

it('tells nobody that all is well when the commit fails', async () => {
	const broken = store.transaction(async (tx) => {
		// foreign keys are looked at when it is too late to undo this one alone
		await sql`pragma defer_foreign_keys = on`.execute(tx);
		await insertKeyPair(tx, { ...keyPair, owner: 'nobody' });
	});
	const outcomes = await Promise.allSettled([add('innocent'), broken]);
	expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(await findUser(store.db, 'innocent')).toBeUndefined();
	expect(await add('next')).toBe('next');
});
