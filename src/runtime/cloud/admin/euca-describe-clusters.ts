import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { asAdminCluster } from './admin-cluster.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaDescribeClusters'];

export function eucaDescribeClusters({ clusters }: AdminParts): Handler {
	return () => ({ clusters: clusters.links().map(asAdminCluster) });
}
