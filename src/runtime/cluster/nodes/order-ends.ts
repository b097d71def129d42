import { messageOf } from '../../../common/errors.ts';
import type { ClusterCore } from '../core.ts';
import type { Change } from '../instances/load.ts';
import { remember } from '../instances/remember.ts';
import { ADMINISTRATOR } from './administrator.ts';
import type { ClusterNode } from './node.ts';
import type { NodeAnswer } from './reconcile.ts';

/**
 * Makes the node end what must not, or shall no longer, run there, and forgets what has ended. Repeated with each answer
 * of the node, so an order that is lost costs nothing but time.
 */
export async function orderEnds(core: ClusterCore, node: ClusterNode, answer: NodeAnswer): Promise<void> {
	const running = new Set(
		answer.instances.filter(({ stateName }) => stateName !== 'Teardown').map(({ instanceId }) => instanceId),
	);
	const endings = core.store.endingsOn(node.url);
	const over = endings.filter(
		({ instanceId, lateStartUntil }) => !running.has(instanceId) && answer.askedAt >= lateStartUntil,
	);
	await remember(
		core,
		over.map(({ instanceId, nodeUrl }): Change => ({ kind: 'ended', instanceId, nodeUrl })),
	);

	const wanted = [
		...endings.map(({ instanceId }) => instanceId),
		...core.store
			.onNode(node.url)
			.filter((record) => record.endRequested && record.state !== 'Teardown')
			.map(({ instanceId }) => instanceId),
	].filter((id) => running.has(id) && node.mayOrderEnd(id, core.clock.now(), core.timings.pollMs));
	await Promise.all(wanted.map((id) => orderEnd(core, node, id)));
}

/** True if the node took the order; a refusal or silence is logged, and the next answer of the node tells more. */
export async function orderEnd(core: ClusterCore, node: ClusterNode, instanceId: string): Promise<boolean> {
	try {
		await node.client.ncTerminateInstance(
			{ userId: ADMINISTRATOR, instanceId },
			{ timeoutMs: core.timings.callTimeoutMs },
		);
		return true;
	} catch (error) {
		core.log.warn({ node: node.url, instanceId, reason: messageOf(error) }, 'the node did not take the order to end');
		return false;
	}
}
