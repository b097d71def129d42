import type { GroupHandle, GroupRule, NewRule, SecurityGroup } from '../engine/security-groups.ts';
import type { Database, GroupRuleRow, SecurityGroupRow } from './schema.ts';

/** A group without its rules. */
export type StoredGroup = Omit<SecurityGroup, 'rules'>;

/** False if the owner has a group of that name already. */
export async function insertGroup(db: Database, group: StoredGroup, now: number): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await db
		.insertInto('security_groups')
		.values({ ...group, created_at: now, used_at: 0 })
		.onConflict((c) => c.columns(['owner', 'name']).doNothing())
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
}

export async function groupsOf(db: Database, owner: string): Promise<readonly StoredGroup[]> {
	const rows = await db.selectFrom('security_groups').selectAll().where('owner', '=', owner).orderBy('name').execute();
	return rows.map(asGroup);
}

export async function findGroup(db: Database, id: string): Promise<StoredGroup | undefined> {
	const row = await db.selectFrom('security_groups').selectAll().where('id', '=', id).executeTakeFirst();
	return row === undefined ? undefined : asGroup(row);
}

/** Marks groups of the owner, named by ids or names, as used now: a deletion has to wait. Answers those that are there. */
export async function touchGroups(
	db: Database,
	owner: string,
	handles: readonly GroupHandle[],
	now: number,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
	const ids = handles.flatMap((handle) => ('id' in handle ? [handle.id] : []));
	const names = handles.flatMap((handle) => ('id' in handle ? [] : [handle.name]));
	return await db
		.updateTable('security_groups')
		.set({ used_at: now })
		.where('owner', '=', owner)
		.where((e) =>
			e.or([
				...(ids.length === 0 ? [] : [e('id', 'in', ids)]),
				...(names.length === 0 ? [] : [e('name', 'in', names)]),
			]),
		)
		.returning(['id', 'name'])
		.execute();
}

/** With its rules. False if there was none. */
export async function deleteGroup(db: Database, id: string): Promise<boolean> {
	const { numDeletedRows } = await db.deleteFrom('security_groups').where('id', '=', id).executeTakeFirst();
	return numDeletedRows === 1n;
}

/** Oldest first. */
export async function rulesOf(
	db: Database,
	groupIds: readonly string[],
): Promise<readonly (GroupRule & { readonly groupId: string })[]> {
	if (groupIds.length === 0) {
		return [];
	}

	const rows = await db
		.selectFrom('group_rules')
		.selectAll()
		.where('group_id', 'in', [...groupIds])
		.orderBy('created_at')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({ ...asRule(row), groupId: row.group_id }));
}

/** True if a rule of another group lets this one in. */
export async function isSource(db: Database, { id, owner, name }: StoredGroup): Promise<boolean> {
	const found = await db
		.selectFrom('group_rules')
		.select('id')
		.where('source_user', '=', owner)
		.where('source_group', '=', name)
		.where('group_id', '!=', id)
		.executeTakeFirst();
	return found !== undefined;
}

/** False if the group has the rule already. */
export async function insertRule(
	db: Database,
	groupId: string,
	{ id, ...rule }: NewRule & { readonly id: string },
	now: number,
): Promise<boolean> {
	const { numInsertedOrUpdatedRows } = await db
		.insertInto('group_rules')
		.values({ id, group_id: groupId, ...asColumns(rule), description: rule.description ?? null, created_at: now })
		.onConflict((c) =>
			c.columns(['group_id', 'protocol', 'from_port', 'to_port', 'cidr', 'source_user', 'source_group']).doNothing(),
		)
		.executeTakeFirst();
	return numInsertedOrUpdatedRows === 1n;
}

/** By what it allows. False if the group has no such rule. */
export async function deleteRule(db: Database, groupId: string, rule: NewRule): Promise<boolean> {
	const columns = asColumns(rule);
	const { numDeletedRows } = await db
		.deleteFrom('group_rules')
		.where('group_id', '=', groupId)
		.where((e) => e.and(columns))
		.executeTakeFirst();
	return numDeletedRows === 1n;
}

/** By its id. False if the group has no such rule. */
export async function deleteRuleById(db: Database, groupId: string, id: string): Promise<boolean> {
	const { numDeletedRows } = await db
		.deleteFrom('group_rules')
		.where('group_id', '=', groupId)
		.where('id', '=', id)
		.executeTakeFirst();
	return numDeletedRows === 1n;
}

function asColumns({ protocol, fromPort, toPort, source }: NewRule) {
	return {
		protocol,
		from_port: fromPort,
		to_port: toPort,
		cidr: 'cidr' in source ? source.cidr : '',
		source_user: 'cidr' in source ? '' : source.user,
		source_group: 'cidr' in source ? '' : source.group,
	};
}

function asGroup({ id, owner, name, description }: SecurityGroupRow): StoredGroup {
	return { id, owner, name, description };
}

function asRule(row: GroupRuleRow): GroupRule {
	return {
		id: row.id,
		protocol: row.protocol,
		fromPort: row.from_port,
		toPort: row.to_port,
		source: row.cidr === '' ? { user: row.source_user, group: row.source_group } : { cidr: row.cidr },
		description: row.description ?? undefined,
	};
}
