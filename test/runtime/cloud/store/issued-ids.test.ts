import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { randomId } from '../../../../src/common/ids.ts';
import { forgetIds, issueIds } from '../../../../src/runtime/cloud/store/issued-ids.ts';
import type { Store } from '../../../../src/runtime/cloud/store/open-store.ts';
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

it('gives out 200 000 ids without a repetition', async () => {
	const seen = new Set<string>();
	for (let round = 0; round < 10; round += 1) {
		for (const id of await store.transaction((tx) => issueIds(tx, 'i', 20_000, 1))) {
			seen.add(id);
		}
	}

	expect(seen.size).toBe(200_000);
	expect([...seen].every((id) => /^i-[0-9A-F]{8}$/.test(id))).toBe(true);
});

it('draws again when chance repeats itself', async () => {
	const fewIds = () => randomId('i', () => Buffer.from([0, 0, 0, randomBytes(1)[0] ?? 0]));
	expect(new Set(await issueIds(store.db, 'i', 256, 1, fewIds)).size).toBe(256);
});

it('forgets old ids only', async () => {
	const [old] = await issueIds(store.db, 'i', 1, 1000);
	const [recent] = await issueIds(store.db, 'i', 1, 2000);
	await forgetIds(store.db, 2000);
	expect(await issueIds(store.db, 'i', 1, 3000, () => old ?? '')).toEqual([old]);
	let draws = 0;
	const drawn = () => (draws++ < 3 ? (recent ?? '') : 'i-0000AAAA');
	expect(await issueIds(store.db, 'i', 1, 3000, drawn)).toEqual(['i-0000AAAA']);
});
