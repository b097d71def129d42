import type { Instance, InstanceSettings, InstanceState } from './instance.ts';
import type { GroupHandle } from './security-groups.ts';
import type { Tag } from './tags.ts';
import type { User } from './users.ts';

/** What may change of an instance. */
export interface InstanceChange {
	readonly settings?: Partial<InstanceSettings>;
	/** Only while it is stopped. */
	readonly whenStopped?: {
		readonly type?: string | undefined;
		readonly kernelId?: string | undefined;
		readonly ramdiskId?: string | undefined;
		readonly userData?: Buffer | undefined;
	};
}

export interface RunRequest {
	readonly imageId: string;
	readonly minCount: number;
	readonly maxCount: number;
	readonly keyName: string | undefined;
	readonly type: string | undefined;
	readonly zone: string | undefined;
	readonly kernelId: string | undefined;
	readonly ramdiskId: string | undefined;
	/** None: `default`. */
	readonly groups: readonly GroupHandle[];
	readonly userData: Buffer | undefined;
	readonly clientToken: string | undefined;
	readonly settings: InstanceSettings;
	/** Of each instance. */
	readonly tags: readonly Tag[];
}

export interface StateChange {
	readonly instanceId: string;
	readonly previous: InstanceState;
	readonly current: InstanceState;
}

export interface Instances {
	/**
	 * Reserves ids, places and addresses durably, answers, and starts in the background.
	 * Throws IMAGE_UNKNOWN, IMAGE_DISABLED, KEY_PAIR_UNKNOWN, TYPE_UNKNOWN, ZONE_UNKNOWN, NO_CAPACITY, TOKEN_REUSED,
	 * COUNT_INVALID, GROUP_UNKNOWN, QUOTA_INSTANCES, QUOTA_CORES, QUOTA_MEMORY.
	 */
	run(user: User, request: RunRequest, correlationId: string): Promise<readonly Instance[]>;
	/** All that the user may see (admin: all), terminated ones for an hour, oldest reservation first. */
	visibleTo(user: User): Promise<readonly Instance[]>;
	/** Throws INSTANCE_UNKNOWN if one is unknown or somebody else's, INSTANCE_PROTECTED, and then ends none. */
	terminate(user: User, ids: readonly string[], correlationId: string): Promise<readonly StateChange[]>;
	/** Throws INSTANCE_UNKNOWN, INSTANCE_STATE. */
	reboot(user: User, ids: readonly string[], correlationId: string): Promise<void>;
	/** Throws INSTANCE_UNKNOWN, INSTANCE_STATE. */
	modify(user: User, id: string, change: InstanceChange): Promise<void>;
	/** The last 64 KiB. Throws INSTANCE_UNKNOWN, INSTANCE_STATE, CLUSTER_SILENT. */
	consoleOutput(
		user: User,
		id: string,
		correlationId: string,
	): Promise<{ readonly output: Buffer; readonly at: number }>;
}
