import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { instanceTypes } from '../instance-types.ts';
import { modifyUser } from '../users/manage-users.ts';
import type { AdminParts } from './admin-parts.ts';
import { asAdminUser } from './admin-user.ts';

type Handler = Handlers<typeof adminService>['EucaModifyUser'];

export function eucaModifyUser({ store }: AdminParts): Handler {
	return async ({ userName, enabled, allowSignatureV1 }) => {
		return { user: asAdminUser(await modifyUser(store, userName, { enabled, allowSignatureV1 }, instanceTypes)) };
	};
}
