import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { withAdminClient } from '../admin-client.ts';
import type { EucaContext, EucaExitCode } from '../command.ts';
import { templateDirectory } from '../template-directory.ts';

const IMAGE_ID = /^emi-[0-9A-F]{8}$/;

/** Record and registered files go by the cloud's hand, the copies of the originals by ours. */
export async function run(
	options: Readonly<Record<string, unknown>>,
	[image = '']: readonly string[],
	{ installation, out }: EucaContext,
): Promise<EucaExitCode> {
	const { deletedIds } = await withAdminClient(installation, (client) =>
		client.EucaDeleteImage({ userId: 'admin', image }, { timeoutMs: 120_000 }),
	);
	for (const id of deletedIds.filter((each) => IMAGE_ID.test(each))) {
		await rm(join(templateDirectory(installation), id), { recursive: true, force: true });
	}

	if (options['json'] === true) {
		out(JSON.stringify({ deletedIds }));
	} else {
		for (const id of deletedIds) {
			out(`DELETED\t${id}`);
		}
	}

	return 0;
}
