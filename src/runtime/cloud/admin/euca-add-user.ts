import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { NO_QUOTA } from '../engine/quota.ts';
import { addUser } from '../users/manage-users.ts';
import type { AdminParts } from './admin-parts.ts';
import { asAdminUser } from './admin-user.ts';

type Handler = Handlers<typeof adminService>['EucaAddUser'];

export function eucaAddUser({ store, now }: AdminParts): Handler {
	return async ({ userName, isAdmin }) => {
		const user = await addUser(store, userName, isAdmin, now());
		const nothing = { instances: 0, cores: 0, memoryMb: 0, keyPairs: 0 };
		return { user: asAdminUser({ user, quota: NO_QUOTA, used: nothing }) };
	};
}
