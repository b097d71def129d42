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

	for (const { name, host, port, state, freePlaces, places } of clusters) {
		const room = places === undefined ? '' : ` ${padded(freePlaces)}/${padded(places)}`;
		out(['CLUSTER', name, `${host}:${port}`, `${state ?? ''}${room}`].join('\t'));
	}

	return 0;
}

/** Three digits, as users know them from the zones: 002/002. */
function padded(count = 0): string {
	return String(count).padStart(3, '0');
}
