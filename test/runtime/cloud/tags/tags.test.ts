import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Tags } from '../../../../src/runtime/cloud/engine/tags.ts';
import { type EngineWithZone, startEngineWithZone } from '../support/engine-with-zone.ts';

let at: EngineWithZone;
let tags: Tags;
let instanceId: string;

beforeAll(async () => {
	at = await startEngineWithZone();
	({ tags } = at.running.engine);
	[{ id: instanceId } = { id: '' }] = await at.run(at.alice, { tags: [{ key: 'Name', value: 'first' }] });
});
afterAll(() => at.close());

it('are set with the start, replaced, and removed by key, by key and value, or all', async () => {
	const list = async () => (await tags.visibleTo(at.alice)).map(({ key, value }) => `${key}=${value}`);
	expect(await list()).toEqual(['Name=first']);
	await tags.put(
		at.alice,
		[instanceId.toLowerCase()],
		[
			{ key: 'Name', value: 'second' },
			{ key: 'a', value: '' },
			{ key: 'b', value: 'x' },
		],
	);
	expect(await list()).toEqual(['Name=second', 'a=', 'b=x']);
	await tags.remove(
		at.alice,
		[instanceId],
		[
			{ key: 'a', value: 'other' },
			{ key: 'b', value: undefined },
		],
	);
	expect(await list()).toEqual(['Name=second', 'a=']);
	await tags.remove(at.alice, [instanceId], []);
	expect(await list()).toEqual([]);
});

it("are the owner's and the administrator's", async () => {
	const tag = [{ key: 'k', value: 'v' }];
	for (const id of [instanceId, 'i-00000000', at.imageId, 'vol-00000000', 'nonsense', '']) {
		await expect(tags.put(at.bob, [id], tag)).rejects.toMatchObject({ code: 'RESOURCE_UNKNOWN' });
		await expect(tags.remove(at.bob, [id], [])).rejects.toMatchObject({ code: 'RESOURCE_UNKNOWN' });
	}

	await tags.put(at.running.admin, [instanceId, at.imageId], tag);
	expect(await tags.visibleTo(at.bob)).toEqual([]);
	expect((await tags.visibleTo(at.alice)).map(({ resourceId }) => resourceId)).toEqual([instanceId]);
	expect(await tags.visibleTo(at.running.admin)).toHaveLength(2);
});

it('go on key pairs and groups, and away with them', async () => {
	const { keyPairs, securityGroups } = at.running.engine;
	const pair = await keyPairs.create(at.bob, 'mine', { type: 'ed25519', tags: [{ key: 'a', value: '1' }] });
	const group = await securityGroups.create(at.bob, 'mine', 'd', []);
	await tags.put(at.bob, [pair.id, group.id], [{ key: 'b', value: '2' }]);
	expect(await tags.visibleTo(at.bob)).toHaveLength(3);
	await keyPairs.remove(at.bob, 'mine');
	await securityGroups.remove(at.bob, { id: group.id });
	expect(await tags.visibleTo(at.bob)).toEqual([]);
});

it('are ten at most, with keys and values of limited length, on all things or on none', async () => {
	const many = Array.from({ length: 10 }, (_, i) => ({ key: `key${i}`, value: '' }));
	await tags.put(at.running.admin, [at.kernelId], many);
	const more = tags.put(at.running.admin, [instanceId, at.kernelId], [{ key: 'one more', value: '' }]);
	await expect(more).rejects.toMatchObject({ code: 'TAG_LIMIT' });
	expect((await tags.visibleTo(at.alice)).some(({ key }) => key === 'one more')).toBe(false);
	for (const tag of [
		{ key: '', value: '' },
		{ key: 'a'.repeat(128), value: '' },
		{ key: 'aws:x', value: '' },
		{ key: 'k', value: 'a'.repeat(256) },
	]) {
		await expect(tags.put(at.alice, [instanceId], [tag])).rejects.toMatchObject({ code: 'TAG_INVALID' });
		await expect(at.run(at.alice, { tags: [tag] })).rejects.toMatchObject({ code: 'TAG_INVALID' });
	}
});
