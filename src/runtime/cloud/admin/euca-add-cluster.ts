import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { asAdminCluster } from './admin-cluster.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaAddCluster'];

/** Answers after the cluster's first answer, so that the tool can say whether it works. */
export function eucaAddCluster({ clusters }: AdminParts): Handler {
	return async ({ name, host, port, certificate }) => {
		const { link, changed } = await clusters.add({ name, host, port, certificate });
		return { cluster: asAdminCluster(link), changed };
	};
}
