import { withAdminClient } from '../admin-client.ts';
import type { RunEuca } from '../command.ts';

export const run: RunEuca = async (options, [userName = ''], { installation, out }) => {
	await withAdminClient(installation, (client) => client.EucaDeleteUser({ userId: 'admin', userName }));
	out(options['json'] === true ? JSON.stringify({ deleted: userName }) : `USER\t${userName}\tdeleted`);
	return 0;
};
