import { canonicalId } from '../../../common/ids.ts';
import type { GroupHandle, GroupRule, NewRule, SecurityGroups } from '../engine/security-groups.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import type { Gate } from '../rehearsal.ts';
import { groupsInUse } from '../store/instances.ts';
import { issueIds } from '../store/issued-ids.ts';
import type { Store } from '../store/open-store.ts';
import type { Database } from '../store/schema.ts';
import {
	deleteGroup,
	deleteRule,
	deleteRuleById,
	findGroup,
	insertGroup,
	insertRule,
	isSource,
	rulesOf,
	type StoredGroup,
	touchGroups,
} from '../store/security-groups.ts';
import { deleteTagsOf, putTags } from '../store/tags.ts';
import { checkTags } from '../tags/check-tags.ts';
import { DEFAULT_GROUP, ensureDefaultGroup } from './default-group.ts';

export interface GroupParts {
	readonly store: Store;
	readonly now: () => number;
	readonly gate: Gate;
}

/** Security groups as records: what they let in is kept, and enforced where a network mode can. */
export function createSecurityGroups({ store, now, gate }: GroupParts): SecurityGroups {
	return {
		find: (user, wanted) =>
			store.transaction(async (tx) => {
				const groups = wanted.length === 0 ? [...(await ensureDefaultGroup(tx, user.name, now()))] : [];
				for (const handle of wanted) {
					groups.push(await reach(tx, user, handle, now()));
				}

				const rules = Map.groupBy(
					await rulesOf(
						tx,
						groups.map(({ id }) => id),
					),
					({ groupId }) => groupId,
				);
				return [...new Map(groups.map((group) => [group.id, group])).values()].map((group) => ({
					...group,
					rules: rules.get(group.id) ?? [],
				}));
			}),

		create(user, name, description, tags) {
			checkName(name, description);
			checkTags(tags);
			return store.transaction(async (tx) => {
				const [id = ''] = await issueIds(tx, 'sg', 1, now());
				const group = { id, owner: user.name, name, description };
				if (!(await insertGroup(tx, group, now()))) {
					throw cloudErrors('GROUP_DUPLICATE', { name });
				}

				await putTags(tx, [group], tags);
				gate();
				return { ...group, rules: [] };
			});
		},

		remove: (user, handle) =>
			store.transaction(async (tx) => {
				const group = await reach(tx, user, handle, now());
				if (group.name === DEFAULT_GROUP) {
					throw cloudErrors('GROUP_RESERVED', { name: group.name });
				}

				// Marked first: a run that began before is counted, and one that comes later does not find the group.
				await touchGroups(tx, group.owner, [{ id: group.id }], now());
				if ((await groupsInUse(tx, group.owner)).has(group.id)) {
					throw cloudErrors('GROUP_IN_USE', { name: group.name, what: 'instances' });
				}

				if (await isSource(tx, group)) {
					throw cloudErrors('GROUP_IN_USE', { name: group.name, what: 'rules of other groups' });
				}

				gate();
				await deleteGroup(tx, group.id);
				await deleteTagsOf(tx, [group.id]);
			}),

		allow: (user, handle, rules) =>
			store.transaction(async (tx) => {
				const group = await reach(tx, user, handle, now());
				// in order, so that rules of one request are listed as they were given
				const ids = (await issueIds(tx, 'sgr', rules.length, now())).toSorted();
				const made: GroupRule[] = [];
				for (const [index, rule] of rules.entries()) {
					await checkSource(tx, user, rule, now());
					const added = { ...rule, id: ids[index] ?? '' };
					if (!(await insertRule(tx, group.id, added, now()))) {
						throw cloudErrors('RULE_DUPLICATE', { rule: inWords(rule) });
					}

					made.push(added);
				}

				gate();
				return made;
			}),

		revoke: (user, handle, { rules, ruleIds, forgiveAbsent }) =>
			store.transaction(async (tx) => {
				const group = await reach(tx, user, handle, now());
				for (const rule of rules) {
					if (!(await deleteRule(tx, group.id, rule)) && !forgiveAbsent) {
						throw cloudErrors('RULE_UNKNOWN', { rule: inWords(rule) });
					}
				}

				for (const id of ruleIds) {
					if (!(await deleteRuleById(tx, group.id, canonicalId(id)))) {
						throw cloudErrors('RULE_UNKNOWN', { rule: id });
					}
				}

				gate();
			}),
	};
}

/** A group by the user's own name for it, or by its id. Throws GROUP_UNKNOWN. */
async function reach(tx: Database, user: User, handle: GroupHandle, now: number): Promise<StoredGroup> {
	const found =
		'id' in handle
			? await findGroup(tx, canonicalId(handle.id))
			: (await ensureDefaultGroup(tx, user.name, now)).find(({ name }) => name === handle.name);
	if (found === undefined || !(user.isAdmin || found.owner === user.name)) {
		throw cloudErrors('GROUP_UNKNOWN', { name: 'id' in handle ? handle.id : handle.name });
	}

	return found;
}

/** One's own group must exist; of another user's nothing is told, so any name goes. */
async function checkSource(tx: Database, user: User, { source }: NewRule, now: number): Promise<void> {
	if (!('cidr' in source) && source.user === user.name) {
		await reach(tx, user, { name: source.group }, now);
	}
}

function checkName(name: string, description: string): void {
	if (name.toLowerCase() === DEFAULT_GROUP) {
		throw cloudErrors('GROUP_RESERVED', { name });
	}

	const isText = (text: string) => /^[\x20-\x7e]{1,255}$/.test(text) && text.trim() !== '';
	if (!isText(name) || !isText(description) || /^sg-/i.test(name)) {
		throw cloudErrors('GROUP_NAME');
	}
}

function inWords({ protocol, fromPort, toPort, source }: NewRule): string {
	const from = 'cidr' in source ? source.cidr : `${source.user}/${source.group}`;
	return `${protocol} ${fromPort}-${toPort} from ${from}`;
}
