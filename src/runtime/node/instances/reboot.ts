import { messageOf } from '../../../common/errors.ts';
import type { NodeContext } from '../context.ts';

/**
 * Asks the guest to reboot and, in the background, forces it when it has not obeyed within the limit. The promise is on
 * disk first: after a crash of this process the reboot is forced.
 */
export async function rebootInstance(node: NodeContext, id: string): Promise<void> {
	await node.instances.update(id, { rebooting: true });
	void node.jobs.run(id, false, async (signal) => {
		const obeyed = await guestObeys(node, id, signal);
		if (!signal.aborted) {
			await (obeyed ? node.instances.update(id, { rebooting: false }) : reset(node, id));
		}
	});
}

/** Without asking the guest. */
export function resetInstance(node: NodeContext, id: string): Promise<void> {
	return node.jobs.run(id, false, () => reset(node, id));
}

async function guestObeys(node: NodeContext, id: string, signal: AbortSignal): Promise<boolean> {
	try {
		const { rebooted } = await node.hypervisor.askReboot(id, node.settings.rebootMs, signal);
		return await rebooted;
	} catch (error) {
		node.log.info({ instanceId: id, reason: messageOf(error) }, 'the guest cannot be asked to reboot');
		return false;
	}
}

async function reset(node: NodeContext, id: string): Promise<void> {
	const instance = node.instances.get(id);
	if (instance === undefined || instance.cancelled) {
		return;
	}

	await node.hypervisor.reset(id, node.instances.directory(instance));
	await node.instances.update(id, { rebooting: false });
	node.log.info({ instanceId: id }, 'instance was restarted by force');
}
