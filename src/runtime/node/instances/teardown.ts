import { messageOf } from '../../../common/errors.ts';
import type { NodeContext } from '../context.ts';
import { type InstanceEvent, nextState } from './state-machine.ts';

/**
 * Ends an instance: the running start job is aborted and awaited, then no domain, then no files, then Teardown. If a step
 * fails the instance stays shut off and the next round of the monitor tries again. Never rejects.
 */
export async function endInstance(
	node: NodeContext,
	id: string,
	event: InstanceEvent,
	reason: string | undefined,
): Promise<void> {
	const instance = node.instances.get(id);
	if (instance === undefined || instance.state === 'teardown') {
		return;
	}

	const state = nextState(instance.state, event);
	const first = instance.reason ?? reason;
	const saved = node.instances
		.update(id, { state, cancelled: true, ...(first === undefined ? {} : { reason: first }) })
		.catch((error: unknown) => {
			// A full disk must not keep us from freeing it.
			node.log.error({ instanceId: id, reason: messageOf(error) }, 'the end of an instance could not be noted');
		});
	await node.jobs.run(id, true, async () => {
		await saved;
		await removeInstance(node, id);
	});
}

async function removeInstance(node: NodeContext, id: string): Promise<void> {
	const instance = node.instances.get(id);
	if (instance === undefined || instance.state === 'teardown') {
		return;
	}

	try {
		await node.hypervisor.destroy(id);
		if (!node.settings.manualCleanup) {
			await node.instances.detach(id);
			await node.disks.remove(node.instances.directory(instance));
			await node.hypervisor.forget(id);
		}
	} catch (error) {
		node.log.error({ instanceId: id, reason: messageOf(error) }, 'an instance cannot be removed yet');
		return;
	}

	await node.instances.update(id, {
		state: nextState('shutoff', { kind: 'cleaned' }),
		teardownAt: node.clock.now(),
	});
	node.log.info({ instanceId: id, reason: instance.reason }, 'instance is gone');
}
