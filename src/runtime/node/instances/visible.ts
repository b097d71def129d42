import { canonicalId } from '../../../common/ids.ts';
import type { NodeContext } from '../context.ts';
import { nodeErrors } from '../errors.ts';
import type { Instance } from './instance.ts';

/** Sees and may end every instance (spec §3.1). */
const ADMINISTRATOR = 'eucalyptus';

export function isVisible({ order }: Instance, userId: string): boolean {
	return userId === ADMINISTRATOR || userId === order.userId;
}

/** The instance, unless this user may not know that it exists. */
export function visibleInstance(node: NodeContext, instanceId: string, userId: string): Instance {
	const id = canonicalId(instanceId);
	const instance = node.instances.get(id);
	if (instance === undefined || !isVisible(instance, userId)) {
		throw nodeErrors('INSTANCE_UNKNOWN', { id, node: node.name });
	}

	return instance;
}
