import type { InstanceType, InstanceTypes } from '../engine/instance-types.ts';
import type { User } from '../engine/users.ts';
import { cloudErrors } from '../errors.ts';
import { countKeyPairs } from '../store/key-pairs.ts';
import { holdQuota } from '../store/quotas.ts';
import type { Database } from '../store/schema.ts';
import { usageOf } from './usage.ts';

export interface QuotaQuestion {
	readonly user: User;
	readonly type: InstanceType;
	/** The least that must be allowed. */
	readonly minCount: number;
	readonly instanceTypes: InstanceTypes;
	readonly now: number;
}

/**
 * How many more instances of the type the user's quota allows; Infinity without one. To be asked inside the transaction
 * that reserves them: requests that race take turns from here on. Throws QUOTA_* if it is less than `minCount`.
 */
export async function allowedByQuota(tx: Database, question: QuotaQuestion): Promise<number> {
	const { user, type, minCount, instanceTypes, now } = question;
	const { instances, cores, memoryMb } = await holdQuota(tx, user.name, now);
	if (instances === undefined && cores === undefined && memoryMb === undefined) {
		return Number.POSITIVE_INFINITY;
	}

	const used = await usageOf(tx, user.name, instanceTypes);
	const limits = [
		{ code: 'QUOTA_INSTANCES', limit: instances, used: used.instances, each: 1 },
		{ code: 'QUOTA_CORES', limit: cores, used: used.cores, each: type.cores },
		{ code: 'QUOTA_MEMORY', limit: memoryMb, used: used.memoryMb, each: type.memoryMb },
	] as const;
	const room = limits.map((each) =>
		each.limit === undefined ? Number.POSITIVE_INFINITY : Math.floor((each.limit - each.used) / each.each),
	);
	const short = limits.find((_, index) => (room[index] ?? 0) < minCount);
	if (short !== undefined) {
		const values = { limit: short.limit ?? 0, used: short.used, count: minCount, type: type.name };
		throw cloudErrors(short.code, values);
	}

	return Math.min(...room);
}

/** Throws QUOTA_KEY_PAIRS; inside the transaction that adds the key pair. */
export async function checkKeyPairQuota(tx: Database, owner: string, now: number): Promise<void> {
	const { keyPairs } = await holdQuota(tx, owner, now);
	if (keyPairs !== undefined && (await countKeyPairs(tx, owner)) >= keyPairs) {
		throw cloudErrors('QUOTA_KEY_PAIRS', { limit: keyPairs });
	}
}
