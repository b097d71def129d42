import { withAdminClient } from '../admin-client.ts';
import type { RunEuca } from '../command.ts';

export const run: RunEuca = async (options, [name = ''], { installation, out }) => {
	const { userName, password } = await withAdminClient(installation, (client) =>
		client.EucaResetPassword({ userId: 'admin', userName: name }),
	);
	out(options['json'] === true ? JSON.stringify({ userName, password }) : `PASSWORD\t${userName}\t${password}`);
	return 0;
};
