import type { RequestOf, ResponseOf } from '../../wire/contract.ts';
import type { ncTerminateInstance } from '../../wire/contracts/nc/nc-terminate-instance.ts';
import type { NodeContext } from '../context.ts';
import { stateNumber } from '../instances/state-machine.ts';
import { endInstance } from '../instances/teardown.ts';
import { visibleInstance } from '../instances/visible.ts';

/** Most terminations are done within this time, and then the caller sees the result at once. */
const patienceMs = 3_000;

/** Works at any moment of an instance's life: the mark is on disk before the answer, the rest happens by itself. */
export async function terminateInstance(
	node: NodeContext,
	{ instanceId, userId }: RequestOf<typeof ncTerminateInstance>,
): Promise<ResponseOf<typeof ncTerminateInstance>> {
	const { state, order } = visibleInstance(node, instanceId, userId);
	const id = order.instanceId;
	const previousState = String(stateNumber[state]);
	if (state === 'teardown') {
		return { instanceId: id, previousState, shutdownState: previousState };
	}

	const gone = endInstance(node, id, { kind: 'terminated' }, `terminated by ${userId}`);
	await node.instances.saved(id).catch(() => {}); // a full disk: the instance ends all the same
	const waiting = new AbortController();
	await Promise.race([gone, node.clock.sleep(patienceMs, waiting.signal).catch(() => {})]);
	waiting.abort();
	return { instanceId: id, previousState, shutdownState: String(stateNumber.shutoff) };
}
