import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { cloudErrors } from '../errors.ts';
import { instanceTypes } from '../instance-types.ts';
import { setQuota } from '../users/manage-users.ts';
import type { AdminParts } from './admin-parts.ts';
import { asAdminUser } from './admin-user.ts';

type Handler = Handlers<typeof adminService>['EucaSetQuota'];

export function eucaSetQuota({ store }: AdminParts): Handler {
	return async ({ userName, ...limits }) => {
		const change = {
			instances: limitOf('instances', limits.instances),
			cores: limitOf('cores', limits.cores),
			memoryMb: limitOf('memory', limits.memoryMb),
			keyPairs: limitOf('key-pairs', limits.keyPairs),
		};
		return { user: asAdminUser(await setQuota(store, userName, change, instanceTypes)) };
	};
}

/** Throws QUOTA_INVALID. */
function limitOf(what: string, text: string | undefined): number | 'unlimited' | undefined {
	if (text === undefined || text === 'unlimited') {
		return text;
	}

	if (!/^\d{1,9}$/.test(text)) {
		throw cloudErrors('QUOTA_INVALID', { what, value: text });
	}

	return Number(text);
}
