import * as z from 'zod';
import { contract } from '../../contract.ts';
import { adminBaseRequest, adminBaseResponse } from './types.ts';

const file = z.strictObject({
	/** Absolute path on the cloud controller's host, inside TEMPLATE_PATH: the tool has copied it there. */
	path: z.string(),
	sizeBytes: z.int(),
	/** Lower-case hex. */
	sha256: z.string(),
});

/** Registers a disk, its kernel and optionally a ramdisk as one image, all or nothing (spec §5.11). */
export const EucaRegisterImage = contract(
	'EucaRegisterImage',
	z.strictObject({
		...adminBaseRequest,
		imageName: z.string(),
		architecture: z.string(),
		diskImage: file,
		kernelImage: file,
		ramdiskImage: file.optional(),
	}),
	z.strictObject({
		...adminBaseResponse,
		imageId: z.string(),
		kernelId: z.string(),
		ramdiskId: z.string().optional(),
	}),
);
