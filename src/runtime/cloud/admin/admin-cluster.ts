import type * as z from 'zod';
import type { adminCluster } from '../../wire/contracts/admin/types.ts';
import type { ClusterLink } from '../clusters/cluster-link.ts';

/** A cluster as the administrator's messages write it; a cluster that is not used says why. */
export function asAdminCluster(link: ClusterLink): z.output<typeof adminCluster> {
	const { name, host, port } = link.cluster;
	if (!link.isUp) {
		return { name, host, port, state: `DOWN: ${link.problem}` };
	}

	const [smallest] = link.report?.places.values() ?? [];
	return { name, host, port, state: 'UP', freePlaces: smallest?.free ?? 0, places: smallest?.max ?? 0 };
}
