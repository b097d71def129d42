import type { Tag } from './tags.ts';
import type { User } from './users.ts';

/** Who is let in: addresses, or the instances of a group, named by its owner and its name. */
export type RuleSource = { readonly cidr: string } | { readonly user: string; readonly group: string };

export interface NewRule {
	/** tcp, udp, icmp, the number of another protocol, or -1 for all. */
	readonly protocol: string;
	/** Port, or type of icmp; -1: all. */
	readonly fromPort: number;
	/** Port, or code of icmp; -1: all. */
	readonly toPort: number;
	readonly source: RuleSource;
	readonly description: string | undefined;
}

export interface GroupRule extends NewRule {
	/** sgr- and digits */
	readonly id: string;
}

export interface SecurityGroup {
	/** sg- and eight upper-case hex digits. */
	readonly id: string;
	readonly owner: string;
	readonly name: string;
	readonly description: string;
	/** Oldest first. */
	readonly rules: readonly GroupRule[];
}

/** Names are the owner's; an id is good for the owner and the administrator. */
export type GroupHandle = { readonly id: string } | { readonly name: string };

/** Every user has the group `default`. Rules are kept; nothing enforces them yet. */
export interface SecurityGroups {
	/** The user's own by name, or those that are asked for. Throws GROUP_UNKNOWN. */
	find(user: User, wanted: readonly GroupHandle[]): Promise<readonly SecurityGroup[]>;
	/** Throws GROUP_DUPLICATE, GROUP_RESERVED, GROUP_NAME. */
	create(user: User, name: string, description: string, tags: readonly Tag[]): Promise<SecurityGroup>;
	/** Throws GROUP_UNKNOWN, GROUP_RESERVED, GROUP_IN_USE. */
	remove(user: User, group: GroupHandle): Promise<void>;
	/** All of the rules or none. Throws GROUP_UNKNOWN, RULE_DUPLICATE. */
	allow(user: User, group: GroupHandle, rules: readonly NewRule[]): Promise<readonly GroupRule[]>;
	/** All of the rules or none, unless absent ones are forgiven. Throws GROUP_UNKNOWN, RULE_UNKNOWN. */
	revoke(user: User, group: GroupHandle, rules: RulesToRevoke): Promise<void>;
}

export interface RulesToRevoke {
	readonly rules: readonly NewRule[];
	readonly ruleIds: readonly string[];
	readonly forgiveAbsent: boolean;
}
