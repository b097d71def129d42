import { withAdminClient } from '../admin-client.ts';
import type { RunEuca } from '../command.ts';
import { userLine } from '../print-user.ts';

export const run: RunEuca = async (options, _operands, { installation, out }) => {
	const { users } = await withAdminClient(installation, (client) => client.EucaDescribeUsers({ userId: 'admin' }));
	if (options['json'] === true) {
		out(JSON.stringify({ users }));
		return 0;
	}

	for (const user of users) {
		out(userLine(user));
	}

	return 0;
};
