import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_INSTANCE_SETTINGS } from '../../../../src/runtime/cloud/engine/instance.ts';
import { NO_QUOTA } from '../../../../src/runtime/cloud/engine/quota.ts';
import { InstanceBook } from '../../../../src/runtime/cloud/instances/instance-book.ts';
import { changeInstance, findInstance, type StoredInstance } from '../../../../src/runtime/cloud/store/instances.ts';
import { countKeyPairs, insertKeyPair } from '../../../../src/runtime/cloud/store/key-pairs.ts';
import type { Store } from '../../../../src/runtime/cloud/store/open-store.ts';
import { holdQuota, putQuota } from '../../../../src/runtime/cloud/store/quotas.ts';
import { insertUser } from '../../../../src/runtime/cloud/store/users.ts';
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

const instance: StoredInstance = {
	id: 'i-00000001',
	reservationId: 'r-00000001',
	owner: 'alice',
	stage: 'running',
	state: 'running',
	stageSince: 1,
	reason: undefined,
	imageId: 'emi-00000001',
	kernelId: 'eki-00000001',
	ramdiskId: undefined,
	keyName: undefined,
	publicKey: undefined,
	type: 'm1.small',
	zone: 'zone1',
	groups: [{ id: 'sg-00000001', name: 'default' }],
	launchIndex: 0,
	launchTime: 1,
	architecture: 'x86_64',
	privateAddress: '0.0.0.0',
	publicAddress: '0.0.0.0',
	macAddress: 'd0:0d:00:00:00:01',
	clientToken: undefined,
	userData: Buffer.from([0, 255, 10]),
	productCodes: [],
	settings: DEFAULT_INSTANCE_SETTINGS,
};
const reservation = {
	id: 'r-00000001',
	owner: 'alice',
	zone: 'zone1',
	minCount: 1,
	clientToken: undefined,
	requestDigest: '',
	createdAt: 1,
};

async function bookWithOne(): Promise<InstanceBook> {
	const book = await InstanceBook.open(store, () => 5);
	await book.add(() => Promise.resolve({ reservation, instances: [instance] }));
	return book;
}

it('keeps an instance exactly as it was added', async () => {
	await bookWithOne();
	expect(await findInstance(store.db, instance.id)).toEqual(instance);
	expect((await InstanceBook.open(store)).get(instance.id)).toEqual(instance);
});

it('does not change an instance that has left the stage meanwhile', async () => {
	await bookWithOne();
	const ended = { ...instance, stage: 'terminated' as const };
	expect(await changeInstance(store.db, instance.id, 'running', ended)).toBe(true);
	expect(await changeInstance(store.db, instance.id, 'running', { ...instance, stage: 'ending' })).toBe(false);
	expect((await findInstance(store.db, instance.id))?.stage).toBe('terminated');
});

it('loses no update when many write at once: each event is decided on what the one before has written', async () => {
	const book = await bookWithOne();
	const events = ['terminate', 'teardown', 'extant', 'terminate', 'gone', 'overdue', 'pending'] as const;
	const changes = await Promise.all(events.map((event) => book.apply([{ id: instance.id, event }])));
	expect(changes.flat().map(([before, after]) => `${before.stage} ${after.stage}`)).toEqual([
		'running ending',
		'ending terminated',
	]);
	expect((await findInstance(store.db, instance.id))?.stage).toBe('terminated');
});

it('decides again when another front-end wrote the record in between', async () => {
	const book = await bookWithOne();
	await changeInstance(store.db, instance.id, 'running', { ...instance, stage: 'ending', reason: 'elsewhere' });
	const [change] = await book.apply([{ id: instance.id, event: 'teardown', reason: 'ended on its node' }]);
	expect(change?.[0].stage).toBe('ending');
	expect(change?.[1]).toMatchObject({ stage: 'terminated', reason: 'elsewhere' });
});

it('lets one of many connections that race for the same stage have it', async () => {
	await bookWithOne();
	const won = await Promise.all(
		Array.from({ length: 8 }, (_, i) =>
			store.db.transaction().execute(async (tx) => {
				await findInstance(tx, instance.id);
				await setTimeout(20); // long enough for the others to have read the same
				return changeInstance(tx, instance.id, 'running', { ...instance, stage: 'ending', reason: `number ${i}` });
			}),
		),
	);
	const winners = won.flatMap((isWinner, i) => (isWinner ? [`number ${i}`] : []));
	expect(winners).toEqual([(await findInstance(store.db, instance.id))?.reason]);
});

it('lets connections take turns with a quota that they hold', async () => {
	await insertUser(store.db, testUser('alice'), 0);
	await putQuota(store.db, 'alice', { ...NO_QUOTA, keyPairs: 3 });
	const tries = Array.from({ length: 8 }, (_, i) =>
		store.db.transaction().execute(async (tx) => {
			const { keyPairs: most = 0 } = await holdQuota(tx, 'alice', i);
			const count = await countKeyPairs(tx, 'alice');
			await setTimeout(20);
			const keyPair = { id: `key-${i}`, owner: 'alice', name: `${i}`, fingerprint: '', publicKey: '', createdAt: 0 };
			return count < most && insertKeyPair(tx, keyPair);
		}),
	);
	expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(3);
});
