import { withAdminClient } from '../admin-client.ts';
import type { EucaContext, EucaExitCode } from '../command.ts';

const KINDS: Readonly<Record<string, string>> = { machine: 'IMAGE', kernel: 'KERNEL', ramdisk: 'RAMDISK' };

export async function run(
	options: Readonly<Record<string, unknown>>,
	_operands: unknown,
	{ installation, out }: EucaContext,
): Promise<EucaExitCode> {
	const { images } = await withAdminClient(installation, (client) => client.EucaDescribeImages({ userId: 'admin' }));
	if (options['json'] === true) {
		out(JSON.stringify({ images }));
		return 0;
	}

	for (const { imageType, imageId, imageLocation, imageState, architecture, sizeBytes, ...parts } of images) {
		const others = [parts.kernelId, parts.ramdiskId].filter((id) => id !== undefined);
		const kind = KINDS[imageType] ?? imageType;
		out([kind, imageId, imageLocation, imageState, architecture, sizeBytes, ...others].join('\t'));
	}

	return 0;
}
