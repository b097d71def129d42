import { messageOf } from '../../../common/errors.ts';
import type { NodeContext } from '../context.ts';
import type { DomainState } from '../hypervisor/driver.ts';
import { type FoundDirectory, findCheckpoints } from './checkpoint.ts';
import type { Instance } from './instance.ts';
import { resetInstance } from './reboot.ts';
import { startInstance } from './start.ts';
import { endInstance } from './teardown.ts';

/** First half of a start: every acknowledged instance is known again before the first request is served. */
export async function loadInstances(node: NodeContext): Promise<void> {
	for (const found of await findCheckpoints(node.settings.instancePath)) {
		if (found.kind === 'instance' && found.instance.state !== 'teardown') {
			node.instances.adopt(found.instance);
		} else if (found.kind === 'unreadable') {
			node.handsOff.add(found.instanceId);
			const { directory, problem } = found;
			node.log.error({ directory, problem }, 'an instance checkpoint cannot be read: the instance is left alone');
		} else if (!node.settings.manualCleanup) {
			await removeLeftover(node, found);
		}
	}
}

/**
 * Second half, as soon as the hypervisor answers: what was starting goes on, what runs is kept, what was being ended is
 * ended, and what only stopped because its host did is booted again (spec §3.4).
 */
export async function reconcile(node: NodeContext): Promise<void> {
	const domains = await node.hypervisor.list();
	for (const instance of node.instances.all()) {
		await resume(node, instance, domains.get(instance.order.instanceId));
	}
}

async function resume(node: NodeContext, instance: Instance, domain: DomainState | undefined): Promise<void> {
	const id = instance.order.instanceId;
	if (node.jobs.isBusy(id) || instance.state === 'teardown') {
		return; // it came in, or was terminated, while the hypervisor was silent
	}

	if (instance.cancelled || instance.state === 'shutoff') {
		void endInstance(node, id, { kind: 'terminated' }, undefined);
	} else if (instance.state === 'booting') {
		void startInstance(node, id);
	} else if (domain === undefined && (instance.hostDown || instance.bootId !== node.bootId)) {
		bootAgain(node, instance);
	} else if (domain !== undefined) {
		await node.instances.update(id, { hostDown: false, bootId: node.bootId });
		if (instance.rebooting) {
			void resetInstance(node, id);
		}
	}
}

/** From the stored description and the disks as they were. */
function bootAgain(node: NodeContext, instance: Instance): void {
	const id = instance.order.instanceId;
	void node.jobs.run(id, false, async (signal) => {
		try {
			await node.network.start(instance.order.vlan);
			await node.oneCreation(() => node.hypervisor.create(id, node.instances.directory(instance)));
			await node.instances.update(id, { hostDown: false, rebooting: false, bootId: node.bootId });
			node.log.info({ instanceId: id }, 'instance runs again after its host was down');
		} catch (error) {
			if (!signal.aborted) {
				node.log.error({ instanceId: id, err: error }, 'an instance could not be booted again');
				void endInstance(node, id, { kind: 'absent' }, messageOf(error));
			}
		}
	});
}

/** Of an instance that was never acknowledged, or is over. Its domain, if any, is an orphan for the monitor. */
async function removeLeftover(node: NodeContext, { directory }: FoundDirectory): Promise<void> {
	await node.disks.remove(directory).catch((error: unknown) => {
		node.log.warn({ directory, reason: messageOf(error) }, 'leftover files cannot be removed');
	});
}
