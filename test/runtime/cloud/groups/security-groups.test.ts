import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NewRule, SecurityGroups } from '../../../../src/runtime/cloud/engine/security-groups.ts';
import { type EngineWithZone, startEngineWithZone } from '../support/engine-with-zone.ts';
import { eventually } from '../support/test-cloud.ts';

let at: EngineWithZone;
let groups: SecurityGroups;

beforeAll(async () => {
	at = await startEngineWithZone();
	groups = at.running.engine.securityGroups;
});
afterAll(() => at.close());

const web: NewRule = {
	protocol: 'tcp',
	fromPort: 80,
	toPort: 80,
	source: { cidr: '0.0.0.0/0' },
	description: undefined,
};
const named = (name: string) => ({ name });

it('gives every user a group default of their own', async () => {
	const [[ofAlice], [ofBob]] = await Promise.all([groups.find(at.alice, []), groups.find(at.bob, [named('default')])]);
	expect(ofAlice).toMatchObject({ owner: 'alice', name: 'default', rules: [] });
	expect(ofBob?.id).not.toBe(ofAlice?.id);
	expect(ofAlice?.id).toMatch(/^sg-[0-9A-F]{8}$/);
});

it.each([
	['default', 'd', 'GROUP_RESERVED'],
	['Default', 'd', 'GROUP_RESERVED'],
	['sg-12345678', 'd', 'GROUP_NAME'],
	['a\nb', 'd', 'GROUP_NAME'],
	['', 'd', 'GROUP_NAME'],
	['a'.repeat(256), 'd', 'GROUP_NAME'],
	['ok', '', 'GROUP_NAME'],
])('does not make a group named %j described as %j: %s', async (name, description, code) => {
	await expect(async () => groups.create(at.alice, name, description, [])).rejects.toMatchObject({ code });
});

it('lets names of two users be the same, and of one user not', async () => {
	await groups.create(at.alice, 'same', 'd', []);
	await groups.create(at.bob, 'same', 'd', []);
	await expect(groups.create(at.alice, 'same', 'd', [])).rejects.toMatchObject({ code: 'GROUP_DUPLICATE' });
});

it('is reached by its owner and the administrator, and for others it is as one that does not exist', async () => {
	const { id } = await groups.create(at.alice, 'mine', 'd', []);
	for (const handle of [{ id }, { id: 'sg-00000000' }, named('mine')]) {
		await expect(groups.find(at.bob, [handle])).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
		await expect(groups.remove(at.bob, handle)).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
		await expect(groups.allow(at.bob, handle, [web])).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
	}

	expect((await groups.find(at.running.admin, [{ id: id.toLowerCase() }]))[0]?.name).toBe('mine');
	await groups.remove(at.running.admin, { id });
	await expect(groups.find(at.alice, [{ id }])).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
});

it('takes rules all or none, and gives them up the same way', async () => {
	await groups.create(at.alice, 'web', 'd', []);
	const ssh = { ...web, fromPort: 22, toPort: 22 };
	await groups.allow(at.alice, named('web'), [web]);
	await expect(groups.allow(at.alice, named('web'), [ssh, web])).rejects.toMatchObject({ code: 'RULE_DUPLICATE' });
	expect((await groups.find(at.alice, [named('web')]))[0]?.rules).toMatchObject([web]);

	const absent = { ruleIds: [], forgiveAbsent: false };
	await expect(groups.revoke(at.alice, named('web'), { ...absent, rules: [web, ssh] })).rejects.toMatchObject({
		code: 'RULE_UNKNOWN',
	});
	expect((await groups.find(at.alice, [named('web')]))[0]?.rules).toHaveLength(1);
	await groups.revoke(at.alice, named('web'), { ruleIds: [], forgiveAbsent: true, rules: [web, ssh] });
	const [made] = await groups.allow(at.alice, named('web'), [ssh]);
	await groups.revoke(at.alice, named('web'), { ...absent, rules: [], ruleIds: [made?.id ?? ''] });
	expect((await groups.find(at.alice, [named('web')]))[0]?.rules).toEqual([]);
});

it("wants one's own source group to exist, and tells nothing of other users' groups", async () => {
	const from = (user: string, group: string): NewRule => ({ ...web, source: { user, group } });
	await expect(groups.allow(at.alice, named('default'), [from('alice', 'none')])).rejects.toMatchObject({
		code: 'GROUP_UNKNOWN',
	});
	await groups.allow(at.alice, named('default'), [from('bob', 'same'), from('bob', 'no such group')]);
});

it('stays while a live instance or a rule of another group needs it', async () => {
	const { id } = await groups.create(at.alice, 'busy', 'd', []);
	const [instance] = await at.run(at.alice, { groups: [{ id }, named('default')] });
	await expect(groups.remove(at.alice, { id })).rejects.toMatchObject({ code: 'GROUP_IN_USE' });
	const listed = await at.running.engine.instances.visibleTo(at.alice);
	expect(listed.find((each) => each.id === instance?.id)?.groups.map(({ name }) => name)).toEqual(['busy', 'default']);

	await at.running.engine.instances.terminate(at.alice, [instance?.id ?? ''], 'corr');
	await eventually(
		() => at.running.engine.instances.visibleTo(at.alice),
		(all) => all.every(({ state }) => state === 'terminated'),
	);
	await groups.create(at.alice, 'guest', 'd', []);
	await groups.allow(at.alice, named('guest'), [{ ...web, source: { user: 'alice', group: 'busy' } }]);
	await expect(groups.remove(at.alice, { id })).rejects.toMatchObject({ code: 'GROUP_IN_USE' });
	await groups.remove(at.alice, named('guest'));
	await groups.remove(at.alice, { id });
	await expect(at.run(at.alice, { groups: [named('busy')] })).rejects.toMatchObject({ code: 'GROUP_UNKNOWN' });
	await expect(groups.remove(at.alice, named('default'))).rejects.toMatchObject({ code: 'GROUP_RESERVED' });
});
