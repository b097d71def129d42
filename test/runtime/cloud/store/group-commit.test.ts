import { afterEach, beforeEach, expect, it } from 'vitest';
import { groupCommit } from '../../../../src/runtime/cloud/store/group-commit.ts';
import type { Store } from '../../../../src/runtime/cloud/store/open-store.ts';
import { findUser, insertUser } from '../../../../src/runtime/cloud/store/users.ts';
import { testUser } from '../api/ec2/support/test-records.ts';
import { openTestStore } from '../support/open-test-store.ts';
import { removeDirectory, temporaryDirectory } from '../support/test-cloud.ts';

let directory: string;
let store: Store;

beforeEach(async () => {
	directory = await temporaryDirectory();
	store = await openTestStore(directory);
});
afterEach(async () => {
	await store.close();
	await removeDirectory(directory);
});

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

/** A group commit whose flush ends when the test says so. */
function withSlowFlush() {
	const flush = Promise.withResolvers<void>();
	const began = Promise.withResolvers<void>();
	const transaction = groupCommit(store.db, {
		write: (db, work) => db.transaction().execute(work),
		flush() {
			began.resolve();
			return flush.promise;
		},
	});
	return { flush, began: began.promise, transaction };
}

it('tells nobody before it is on disk', async () => {
	const { flush, began, transaction } = withSlowFlush();
	let isTold = false;
	const adding = transaction((tx) => insertUser(tx, testUser('early'), 0)).then(() => {
		isTold = true;
	});
	await began;
	// what is asked meanwhile, and answered from the same database, is not in its way
	expect((await findUser(store.db, 'early'))?.name).toBe('early');
	expect(isTold).toBe(false);
	flush.resolve();
	await adding;
	expect(isTold).toBe(true);
});

it('tells of the failure when it does not reach the disk', async () => {
	const { flush, began, transaction } = withSlowFlush();
	const adding = expect(transaction((tx) => insertUser(tx, testUser('lost'), 0))).rejects.toThrow('EIO');
	await began;
	flush.reject(new Error('EIO'));
	await adding;
});
