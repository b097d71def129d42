import type * as z from 'zod';
import type { adminUser } from '../../wire/contracts/admin/types.ts';
import type { Account } from '../users/manage-users.ts';

/** A user as the administrator's messages write it, without secrets. */
export function asAdminUser({ user, quota, used }: Account): z.output<typeof adminUser> {
	const limits = Object.entries(quota).filter(([, limit]) => limit !== undefined);
	return {
		userName: user.name,
		isAdmin: user.isAdmin,
		enabled: user.enabled,
		allowSignatureV1: user.allowSignatureV1,
		quota: Object.fromEntries(limits),
		used,
	};
}
