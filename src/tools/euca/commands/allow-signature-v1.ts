import { withAdminClient } from '../admin-client.ts';
import type { RunEuca } from '../command.ts';
import { printUser } from '../print-user.ts';

export const run: RunEuca = async (options, [userName = ''], { installation, out }) => {
	const { user } = await withAdminClient(installation, (client) =>
		client.EucaModifyUser({ userId: 'admin', userName, allowSignatureV1: options['off'] !== true }),
	);
	out(printUser(user, options['json'] === true));
	return 0;
};
