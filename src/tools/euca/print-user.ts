import type * as z from 'zod';
import type { adminUser } from '../../runtime/wire/contracts/admin/types.ts';

type User = z.output<typeof adminUser>;

/** `USER name role state used/quota …`, or the same as JSON. */
export function printUser(user: User, asJson: boolean): string {
	return asJson ? JSON.stringify(user) : userLine(user);
}

export function userLine({ userName, isAdmin, enabled, quota, used }: User): string {
	const amount = (name: string, key: keyof User['used']) => `${name} ${used[key] ?? 0}/${quota[key] ?? '-'}`;
	return [
		'USER',
		userName,
		isAdmin ? 'administrator' : 'user',
		enabled ? 'enabled' : 'disabled',
		amount('instances', 'instances'),
		amount('cores', 'cores'),
		amount('memory', 'memoryMb'),
		amount('key-pairs', 'keyPairs'),
	].join('\t');
}
