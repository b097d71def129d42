import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { deleteImage } from '../images/change-image.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaDeleteImage'];

export function eucaDeleteImage({ images }: AdminParts): Handler {
	return async ({ image }) => ({ deletedIds: [...(await deleteImage(images, image))] });
}
