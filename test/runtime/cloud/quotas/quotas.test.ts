import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Quota } from '../../../../src/runtime/cloud/engine/quota.ts';
import { putQuota } from '../../../../src/runtime/cloud/store/quotas.ts';
import { type EngineWithZone, startEngineWithZone } from '../support/engine-with-zone.ts';
import { eventually, runRequest } from '../support/test-cloud.ts';

const NONE: Quota = { instances: undefined, cores: undefined, memoryMb: undefined, keyPairs: undefined };

let at: EngineWithZone;

beforeEach(async () => {
	at = await startEngineWithZone();
});
afterEach(() => at.close());

const limit = (quota: Partial<Quota>) => putQuota(at.running.store.db, 'alice', { ...NONE, ...quota });

it('does not exist until the administrator sets one', async () => {
	expect(await at.running.engine.quotaOf(at.alice)).toEqual(NONE);
	expect(await at.run(at.alice, { minCount: 20, maxCount: 20 })).toHaveLength(20);
});

it.each([
	[{ instances: 3 }, {}, 3, 'QUOTA_INSTANCES'],
	[{ cores: 5 }, { type: 'm1.large' }, 2, 'QUOTA_CORES'],
	[{ memoryMb: 600 }, { type: 'c1.medium' }, 2, 'QUOTA_MEMORY'],
	[{ instances: 0 }, {}, 0, 'QUOTA_INSTANCES'],
] as const)('of %j allows as many as it holds: %j', async (quota, changes, allowed, code) => {
	await limit(quota);
	await expect(at.run(at.alice, { ...changes, minCount: allowed + 1, maxCount: 9 })).rejects.toMatchObject({ code });
	if (allowed > 0) {
		expect(await at.run(at.alice, { ...changes, minCount: 1, maxCount: 9 })).toHaveLength(allowed);
	}

	await expect(at.run(at.alice, changes)).rejects.toMatchObject({ code });
	expect(await at.run(at.bob, changes)).toHaveLength(1);
});

it('cannot be passed by requests that race, and gives room again when instances have ended', async () => {
	await limit({ instances: 5 });
	const race = await Promise.allSettled(Array.from({ length: 20 }, () => at.run(at.alice, { maxCount: 2 })));
	const started = race.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
	expect(started).toHaveLength(5);
	const ids = started.map(({ id }) => id);
	await at.running.engine.instances.terminate(at.alice, ids, 'corr');
	await eventually(
		() => at.running.engine.instances.visibleTo(at.alice),
		(all) => all.every(({ state }) => state === 'terminated'),
	);
	expect(await at.run(at.alice, { minCount: 5, maxCount: 5 })).toHaveLength(5);
});

it('of key pairs cannot be passed either', async () => {
	await limit({ keyPairs: 2 });
	const { keyPairs } = at.running.engine;
	const race = await Promise.allSettled(
		['a', 'b', 'c', 'd'].map((name) => keyPairs.create(at.alice, name, { type: 'ed25519' })),
	);
	expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
	const refused = race.filter((result) => result.status === 'rejected');
	expect(refused.map(({ reason }) => reason.code)).toEqual(['QUOTA_KEY_PAIRS', 'QUOTA_KEY_PAIRS']);
	const [first] = await keyPairs.ofOwner(at.alice);
	await keyPairs.remove(at.alice, first?.name ?? '');
	await keyPairs.create(at.alice, 'again', { type: 'ed25519' });
});

it('and all else is checked in a rehearsal, which changes nothing', async () => {
	const { rehearsal } = at.running.engine;
	const request = runRequest(at.imageId);
	await expect(rehearsal.instances.run(at.alice, request, 'corr')).rejects.toMatchObject({ code: 'REHEARSED' });
	await expect(rehearsal.keyPairs.create(at.alice, 'a')).rejects.toMatchObject({ code: 'REHEARSED' });
	await limit({ instances: 0, keyPairs: 0 });
	await expect(rehearsal.instances.run(at.alice, request, 'corr')).rejects.toMatchObject({ code: 'QUOTA_INSTANCES' });
	await expect(rehearsal.keyPairs.create(at.alice, 'a')).rejects.toMatchObject({ code: 'QUOTA_KEY_PAIRS' });
	expect(await at.running.engine.instances.visibleTo(at.alice)).toEqual([]);
	expect(await at.running.engine.keyPairs.ofOwner(at.alice)).toEqual([]);
	expect((await at.running.engine.zones.all())[0]?.capacity[0]?.free).toBe(100);
});
