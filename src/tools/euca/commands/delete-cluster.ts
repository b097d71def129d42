import { withAdminClient } from '../admin-client.ts';
import type { EucaContext, EucaExitCode } from '../command.ts';

export async function run(
	options: Readonly<Record<string, unknown>>,
	[name = '']: readonly string[],
	{ installation, out }: EucaContext,
): Promise<EucaExitCode> {
	await withAdminClient(installation, (client) => client.EucaDeleteCluster({ userId: 'admin', name }));
	out(options['json'] === true ? JSON.stringify({ deleted: name }) : `DELETED\t${name}`);
	return 0;
}
