import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { instanceTypes } from '../instance-types.ts';
import { removeUser } from '../users/manage-users.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaDeleteUser'];

export function eucaDeleteUser({ store }: AdminParts): Handler {
	return async ({ userName }) => {
		await removeUser(store, userName, instanceTypes);
		return {};
	};
}
