import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { enableImage } from '../images/change-image.ts';
import { asAdminImage } from './admin-image.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaModifyImage'];

export function eucaModifyImage({ images }: AdminParts): Handler {
	return async ({ image, enabled }) => ({ image: asAdminImage(await enableImage(images, image, enabled)) });
}
