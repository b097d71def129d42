import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { registerImage } from '../images/register-image.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaRegisterImage'];

export function eucaRegisterImage({ images }: AdminParts): Handler {
	return async (request) => {
		const { imageId, kernelId, ramdiskId } = await registerImage(images, request);
		return { imageId, kernelId, ...(ramdiskId === undefined ? {} : { ramdiskId }) };
	};
}
