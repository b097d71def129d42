import type { Image } from '../engine/images.ts';
import type { User } from '../engine/users.ts';

/** Who may launch an image that is offered. */
export function mayLaunch(
	user: Pick<User, 'name' | 'isAdmin'>,
	image: Pick<Image, 'owner' | 'isPublic' | 'launchUsers'>,
): boolean {
	return user.isAdmin || image.isPublic || image.owner === user.name || image.launchUsers.includes(user.name);
}
