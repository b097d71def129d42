import { withAdminClient } from './admin-client.ts';
import type { EucaContext, EucaExitCode } from './command.ts';

/** Offers an image, named by id or name, again or not any more. */
export async function changeImage(
	enabled: boolean,
	options: Readonly<Record<string, unknown>>,
	[wanted = '']: readonly string[],
	{ installation, out }: EucaContext,
): Promise<EucaExitCode> {
	const { image } = await withAdminClient(installation, (client) =>
		client.EucaModifyImage({ userId: 'admin', image: wanted, enabled }),
	);
	const { imageId, imageLocation, imageState } = image;
	out(options['json'] === true ? JSON.stringify(image) : `IMAGE\t${imageId}\t${imageLocation}\t${imageState}`);
	return 0;
}
