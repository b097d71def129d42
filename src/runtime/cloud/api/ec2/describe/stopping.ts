import type { User } from '../../../engine/users.ts';
import type { Verbs } from '../../../engine.ts';
import { ec2Errors } from '../errors.ts';
import { findInstances } from './find-instances.ts';

export const STOPPABLE = 'instances whose disks are volumes';
export const stopWaits = {
	part: STOPPABLE,
	answers: '`UnsupportedOperation`, as Amazon does for instance-store images',
};

/** EC2's answer to stop and start for images that have no volume as their root. Throws INSTANCE_UNKNOWN, NOT_STOPPABLE. */
export async function refuseInstanceStore(call: {
	readonly engine: Verbs;
	readonly user: User;
	readonly parameters: { readonly instanceIds: readonly string[] };
}): Promise<never> {
	const [first] = await findInstances(call.engine, call.user, call.parameters.instanceIds);
	throw ec2Errors('NOT_STOPPABLE', { id: first?.id ?? '' });
}
