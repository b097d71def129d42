import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { instanceTypes } from '../instance-types.ts';
import { accounts } from '../users/manage-users.ts';
import type { AdminParts } from './admin-parts.ts';
import { asAdminUser } from './admin-user.ts';

type Handler = Handlers<typeof adminService>['EucaDescribeUsers'];

export function eucaDescribeUsers({ store }: AdminParts): Handler {
	return async () => {
		return { users: (await accounts(store, instanceTypes)).map(asAdminUser) };
	};
}
