import { withAdminClient } from '../admin-client.ts';
import type { EucaContext, EucaExitCode } from '../command.ts';

export async function run(
	options: Readonly<Record<string, unknown>>,
	_operands: unknown,
	{ installation, out }: EucaContext,
): Promise<EucaExitCode> {
	const { clusters } = await withAdminClient(installation, (client) =>
		client.EucaDescribeClusters({ userId: 'admin' }),
	);
	if (options['json'] === true) {
		out(JSON.stringify({ clusters }));
		return 0;
	}

	for (const { name, host, port, state } of clusters) {
		out(['CLUSTER', name, `${host}:${port}`, state ?? ''].join('\t'));
	}

	return 0;
}
