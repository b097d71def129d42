import type { InstanceType } from './instance-types.ts';

export interface ZoneCapacity {
	readonly type: InstanceType;
	readonly free: number;
	readonly max: number;
}

export interface Zone {
	readonly name: string;
	readonly up: boolean;
	readonly host: string;
	/** One per instance type, in order. */
	readonly capacity: readonly ZoneCapacity[];
	/** URLs of the node controllers. */
	readonly nodes: readonly string[];
}

export interface Zones {
	all(): Promise<readonly Zone[]>;
}
