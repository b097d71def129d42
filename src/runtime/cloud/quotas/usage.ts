import type { InstanceTypes } from '../engine/instance-types.ts';
import { countByType } from '../store/instances.ts';
import type { Database } from '../store/schema.ts';

/** What a user's live instances take. */
export async function usageOf(tx: Database, userName: string, instanceTypes: InstanceTypes) {
	const used = { instances: 0, cores: 0, memoryMb: 0 };
	for (const [name, count] of await countByType(tx, userName)) {
		const type = instanceTypes.byName(name);
		used.instances += count;
		used.cores += count * (type?.cores ?? 0);
		used.memoryMb += count * (type?.memoryMb ?? 0);
	}

	return used;
}
