import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { resetPassword } from '../accounts/reset-password.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaResetPassword'];

export function eucaResetPassword({ store }: AdminParts): Handler {
	return async ({ userName }) => ({ userName, password: await resetPassword(store, userName) });
}
