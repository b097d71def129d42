import type { User } from '../../../engine/users.ts';
import { ec2Errors } from '../errors.ts';
import type { Action } from '../schema/action.ts';

/** Throws UNAUTHORIZED for an action that is the administrator's. What a user sees of things is the engine's to say. */
export function authorise(action: Pick<Action, 'access'>, user: User): void {
	if (action.access === 'administrator' && !user.isAdmin) {
		throw ec2Errors('UNAUTHORIZED');
	}
}
