import type { adminService } from '../../wire/contracts/admin/service.ts';
import type { Handlers } from '../../wire/server.ts';
import { registeredImages } from '../images/images.ts';
import { asAdminImage } from './admin-image.ts';
import type { AdminParts } from './admin-parts.ts';

type Handler = Handlers<typeof adminService>['EucaDescribeImages'];

export function eucaDescribeImages({ store }: AdminParts): Handler {
	return async () => ({ images: (await registeredImages(store.db)).map(asAdminImage) });
}
