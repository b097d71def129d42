import { clusterErrors } from '../errors.ts';
import type { Need } from '../instances/record.ts';

interface MaybeType {
	readonly name?: string | undefined;
	readonly cores?: number | undefined;
	readonly memory?: number | undefined;
	readonly disk?: number | undefined;
}

/** The amounts of an instance type: MB of memory, GB of disk. Throws TYPE_INVALID unless each is at least 1. */
export function checkedNeed({ name, cores = 0, memory = 0, disk = 0 }: MaybeType): Need {
	if (cores < 1 || memory < 1 || disk < 1) {
		throw clusterErrors('TYPE_INVALID', { name: name ?? '(without a name)', cores, memory, disk });
	}

	return { cores, memory, disk };
}
