import { messageOf } from '../../../common/errors.ts';
import type { NodeContext } from '../context.ts';

/** The host goes down: guests shut down, disks stay, and a mark in each checkpoint brings them back with the host. */
export async function shutDownInstances(node: NodeContext): Promise<void> {
	const running = node.instances
		.all()
		.filter(({ state, cancelled }) => !cancelled && state !== 'booting' && state !== 'teardown')
		.map(({ order }) => order.instanceId);
	await Promise.all(
		running.map(async (id) => {
			await node.instances.update(id, { hostDown: true });
			await node.hypervisor.shutDown(id).catch((error: unknown) => {
				node.log.warn({ instanceId: id, reason: messageOf(error) }, 'the guest cannot be asked to shut down');
			});
		}),
	);
	const deadline = node.clock.now() + node.settings.shutdownMs;
	for (let left = running; left.length > 0; ) {
		await node.clock.sleep(500);
		const domains = await node.hypervisor.list();
		left = left.filter((id) => domains.has(id));
		if (node.clock.now() >= deadline) {
			await Promise.all(left.map((id) => node.hypervisor.destroy(id)));
			left = [];
		}
	}
}
