import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaDeleteCluster'];

export function eucaDeleteCluster({ clusters }: AdminParts): Handler {
	return async ({ name }) => {
		await clusters.remove(name);
		return {};
	};
}
