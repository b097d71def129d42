import type { Clock } from '../../../../../common/clock.ts';
import type { User } from '../../../engine/users.ts';
import type { Verbs } from '../../../engine.ts';
import type { NotOffered } from '../query/tree.ts';
import type { Ec2Settings } from '../settings.ts';
import type { KnownVersion } from '../versions.ts';
import { boolean, type Content, type Elements } from './elements.ts';
import type { Parameters, Values } from './parameters.ts';

/** What an action works with. */
interface ActionCall<P extends Parameters = Parameters> {
	readonly parameters: Values<P>;
	readonly user: User;
	/** In a dry run these are the rehearsal's. */
	readonly engine: Verbs;
	readonly version: KnownVersion;
	/** Goes with every message to clusters and nodes, and into every log. */
	readonly requestId: string;
	/** The URL under which this request arrived. */
	readonly endpoint: string;
	readonly clock: Clock;
	readonly settings: Ec2Settings;
}

export interface WaitsFor {
	/** In words: `volumes and snapshots`. */
	readonly part: string;
	/** What the action answers until then, for the reference page. */
	readonly answers: string;
}

/**
 * Everything about one action of EC2: Query parsing, SOAP parsing, both renderings and the reference page come from
 * this (spec/ec2-api §7). Adding one is a file in `actions/` and a line in its list.
 */
export interface Action<P extends Parameters = Parameters, R extends Elements = Elements> {
	readonly name: string;
	/** The version that introduced it; later and earlier ones are served alike. */
	readonly since: KnownVersion;
	/** One sentence for the reference page. */
	readonly summary: string;
	/** What differs here from Amazon, one sentence each. */
	readonly notes?: readonly string[];
	readonly access?: 'administrator';
	/** Set where the action depends on a part that this cloud does not have yet. */
	readonly waitsFor?: WaitsFor;
	readonly parameters: P;
	/** Parameters of EC2 for things that this cloud does not have, by how they begin: what the refusal names. */
	readonly notOffered?: NotOffered;
	readonly response: R;
	run(call: ActionCall<P>): Promise<Content<R>>;
}

export function action<const P extends Parameters, const R extends Elements>(definition: Action<P, R>): Action<P, R> {
	return definition;
}

/** The response of actions without data: `<return>true</return>`. */
export const done = { return: boolean() };
