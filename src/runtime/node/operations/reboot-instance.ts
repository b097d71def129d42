import type { RequestOf, ResponseOf } from '../../wire/contract.ts';
import type { ncRebootInstance } from '../../wire/contracts/nc/nc-reboot-instance.ts';
import type { NodeContext } from '../context.ts';
import { nodeErrors } from '../errors.ts';
import { rebootInstance } from '../instances/reboot.ts';
import { externalState } from '../instances/state-machine.ts';
import { visibleInstance } from '../instances/visible.ts';

/** True once the reboot is certain to happen: by the guest itself or, after the limit, by force (spec §8 row 16). */
export async function reboot(
	node: NodeContext,
	{ instanceId, userId }: RequestOf<typeof ncRebootInstance>,
): Promise<ResponseOf<typeof ncRebootInstance>> {
	const instance = visibleInstance(node, instanceId, userId);
	const { state, order, cancelled, rebooting } = instance;
	const id = order.instanceId;
	if (cancelled || state === 'booting' || state === 'shutoff' || state === 'teardown') {
		throw nodeErrors('INSTANCE_STATE', { id, node: node.name, state: externalState(instance).name, verb: 'a reboot' });
	}

	if (!rebooting) {
		await rebootInstance(node, id);
	}

	return { status: true };
}
